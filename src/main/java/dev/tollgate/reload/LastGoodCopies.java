package dev.tollgate.reload;

import dev.tollgate.routes.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of every file that has run, for a start that finds a broken one.
 *
 * <p>A copy is written once its file runs, and goes with it. That they can't be written is a warning and no more.
 */
final class LastGoodCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LastGoodCopies.class);

    private final Path folder;
    private boolean warned;

    LastGoodCopies(Path folder) {
        this.folder = folder;
    }

    /** The copy of a file, as that file. */
    Optional<SourceFile> of(String file, String path) {
        try {
            return Optional.of(new SourceFile(file, path, Files.readString(copyOf(file))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("cannot read the last good copy of {}: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** The copies of files that aren't there any more. */
    List<SourceFile> ofOthersThan(Collection<SourceFile> there) {
        Set<Path> known = there.stream().map(source -> copyOf(source.file())).collect(Collectors.toSet());
        List<SourceFile> others = new ArrayList<>();
        try {
            for (Path copy : copies()) {
                if (!known.contains(copy)) {
                    String file = folder.relativize(copy).toString().replace('\\', '/');
                    others.add(new SourceFile(file, file, Files.readString(copy)));
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot read the last good copies of the routes in {}: {}", folder, e.toString());
        }
        return others;
    }

    /** Makes the copies those of what runs now. */
    void keep(Collection<SourceFile> running) {
        Map<Path, SourceFile> wanted = new TreeMap<>();
        running.forEach(source -> wanted.put(copyOf(source.file()), source));
        wanted.forEach((copy, source) -> attempt(() -> write(copy, source.text())));
        attempt(() -> copies().stream()
                .filter(copy -> !wanted.containsKey(copy))
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

    private Set<Path> copies() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }

    private Path copyOf(String file) {
        return folder.resolve(file.replaceFirst("^[A-Za-z]?:?/+", "").replace("../", "up/"));
    }
}
