package dev.tollgate.reload;

import dev.tollgate.routes.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of every file that has run, for a start that finds a broken one.
 *
 * <p>A copy is written once its file runs, and goes when the file is gone and nothing needs it. That they can't be
 * written is a warning and no more.
 */
final class LastGoodCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LastGoodCopies.class);

    private final Path folder;
    private boolean warned;

    LastGoodCopies(Path folder) {
        this.folder = folder;
    }

    /** The copies of files below a folder, as those files; whether they are still there or not. */
    List<SourceFile> below(String root) {
        Path copiesOfRoot = copyOf(root);
        List<SourceFile> sources = new ArrayList<>();
        try {
            for (Path copy : files(copiesOfRoot)) {
                String path = copiesOfRoot.relativize(copy).toString().replace('\\', '/');
                sources.add(new SourceFile(root.isEmpty() ? path : root + "/" + path, path, Files.readString(copy)));
            }
        } catch (IOException e) {
            LOG.warn("cannot read the last good copies of the routes in {}: {}", folder, e.toString());
        }
        return sources;
    }

    /**
     * Makes the copies those of what runs now.
     *
     * @param there all files that there are: the copy of one that doesn't run may be wanted yet
     */
    void keep(Collection<SourceFile> running, Collection<SourceFile> there) {
        Set<Path> wanted = new HashSet<>();
        there.forEach(source -> wanted.add(copyOf(source.file())));
        running.forEach(source -> wanted.add(copyOf(source.file())));
        running.forEach(source -> attempt(() -> write(copyOf(source.file()), source.text())));
        attempt(() -> files(folder).stream()
                .filter(copy -> !wanted.contains(copy))
                .forEach(copy -> attempt(() -> Files.delete(copy))));
    }

    private interface Change {
        void make() throws IOException;
    }

    /** One copy that fails keeps the others from nothing. */
    private void attempt(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            if (!warned) {
                warned = true;
                LOG.warn("cannot keep last good copies of the routes in {}: {}", folder, e.toString());
            }
        }
    }

    private void write(Path copy, String text) throws IOException {
        if (Files.exists(copy) && Files.readString(copy).equals(text)) {
            return;
        }
        Files.createDirectories(copy.getParent());
        Path temporary = copy.resolveSibling(copy.getFileName() + ".tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Set<Path> files(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }

    private Path copyOf(String file) {
        return folder.resolve(file.replaceFirst("^[A-Za-z]?:?/+", "").replace("../", "up/"));
    }
}
