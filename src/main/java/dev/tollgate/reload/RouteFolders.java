package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.AntPathMatcher;

/**
 * The folders that routes are read from, and which of their files count: routes by the patterns of {@code
 * camel.main.routes-include-pattern} and {@code -exclude-pattern}, Kamelets, queries and schemas wherever they lie below.
 *
 * <p>What can't be listed is never taken for deleted. Links are followed, but not into hidden folders: those are where
 * Kubernetes keeps the versions of a mounted ConfigMap.
 */
final class RouteFolders {

    private static final AntPathMatcher MATCHER = new AntPathMatcher();

    private static final long MOST_BYTES = 1024 * 1024;

    /** What of a file changes with every save, and whether it may be read. */
    record Mark(long modifiedNanos, long size, Object inode, boolean readable) {}

    /** The files' texts, and the files that have none now. */
    record Texts(List<SourceFile> sources, List<Missing> missing) {

        /** All files, without a text where it isn't known. */
        List<SourceFile> all() {
            return Stream.concat(sources.stream(), missing.stream().map(Missing::file))
                    .toList();
        }
    }

    /**
     * @param file without its text
     * @param why it can't be read; null where it went since it was looked for
     */
    record Missing(SourceFile file, @Nullable Violation why) {}

    private final List<String> include;
    private final List<String> exclude;
    private final List<Path> roots;

    /**
     * @param include patterns such as {@code file:routes/}{@code **}{@code /*.camel.yaml}, separated by commas
     * @param exclude patterns of what doesn't count all the same, or an empty string
     */
    RouteFolders(String include, String exclude) {
        this.roots = patterns(include).map(RouteFolders::root).distinct().toList();
        this.include = patterns(include).map(RouteFolders::relative).toList();
        this.exclude = patterns(exclude).map(RouteFolders::relative).toList();
    }

    /**
     * All files that count, with what changes when they are saved.
     *
     * @throws IOException if a folder isn't there or can't be listed: then nothing can be said about its files
     */
    Map<String, Mark> marks() throws IOException {
        Map<String, Mark> marks = new TreeMap<>();
        for (Path root : roots) {
            if (!Files.isDirectory(root)) {
                throw new NoSuchFileException(
                        root.toString(), null, "no such folder of routes; see camel.main.routes-include-pattern");
            }
            Files.walkFileTree(
                    root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(root, marks));
        }
        return marks;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;
        private final Map<String, Mark> marks;

        Visitor(Path root, Map<String, Mark> marks) {
            this.root = root;
            this.marks = marks;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden = folder.getFileName().toString().startsWith(".");
            return hidden && !folder.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                return visitBrokenLink(file);
            }
            if (attributes.isRegularFile() && counts(root, file)) {
                marks.put(name(file), mark(file, attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        /** Links come here only where what they name couldn't be looked at. */
        private FileVisitResult visitBrokenLink(Path link) throws IOException {
            try {
                BasicFileAttributes target = Files.readAttributes(link, BasicFileAttributes.class);
                throw new IOException(link + " changed while it was looked at: " + target);
            } catch (NoSuchFileException dangling) {
                return FileVisitResult.CONTINUE;
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            boolean gone = e instanceof NoSuchFileException && !file.equals(root); // since its folder was listed
            if (gone || e instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    /** The last good copies of files that count, whether these are still there or not. */
    RouteSet known(LastGoodCopies copies) {
        List<SourceFile> known = new ArrayList<>();
        for (Path root : roots) {
            copies.below(name(root)).stream()
                    .filter(copy -> counts(root, Path.of(copy.file())))
                    .forEach(known::add);
        }
        return RouteSet.of(known);
    }

    /** Reads files; what is wrong with one keeps nobody from reading the others. */
    Texts read(Iterable<String> files) {
        List<SourceFile> sources = new ArrayList<>();
        List<Missing> missing = new ArrayList<>();
        for (String file : files) {
            Path path = Path.of(file);
            Path root = roots.stream()
                    .filter(path::startsWith)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(file));
            SourceFile source = new SourceFile(file, name(root.relativize(path)), "");
            try {
                sources.add(new SourceFile(file, source.path(), text(path)));
            } catch (NoSuchFileException gone) {
                missing.add(new Missing(source, null)); // the next look says so
            } catch (IOException e) {
                String expected = "a file of at most 1 MiB that the server's user may read; " + e;
                missing.add(new Missing(source, new Violation(file, 1, "readable", expected, Violation.Kind.SAFETY)));
            }
        }
        return new Texts(sources, missing);
    }

    private static String text(Path path) throws IOException {
        long bytes = Files.size(path);
        if (bytes > MOST_BYTES) {
            throw new IOException("it has " + bytes + " bytes");
        }
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }

    private boolean counts(Path root, Path file) {
        String name = name(file);
        SourceFile source = new SourceFile(name, name(root.relativize(file)), "");
        boolean wanted =
                source.isRoutes() ? matches(include, name) : source.isKamelet() || source.isSql() || source.isSchema();
        return wanted && !matches(exclude, name);
    }

    private static boolean matches(List<String> relativePatterns, String name) {
        String relative = relative(name);
        return relativePatterns.stream().anyMatch(pattern -> MATCHER.match(pattern, relative));
    }

    /** A pattern such as {@code **}{@code /sandbox/}{@code **} is for files of an absolute path, too. */
    private static String relative(String path) {
        int start = 0;
        while (path.startsWith("/", start)) {
            start++;
        }
        return path.substring(start);
    }

    private static Mark mark(Path file, BasicFileAttributes attributes) {
        Object inode = attributes.fileKey();
        return new Mark(
                attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                attributes.size(),
                inode == null ? "" : inode,
                Files.isReadable(file));
    }

    private static Stream<String> patterns(String commaSeparated) {
        return Stream.of(commaSeparated.split(",", -1))
                .map(pattern -> pattern.strip().replaceFirst("^file:", ""))
                .filter(pattern -> !pattern.isEmpty());
    }

    /** The folder above the first wildcard. */
    private static Path root(String pattern) {
        String fixed = pattern.replaceFirst("[*?{].*", "");
        return Path.of(fixed.substring(0, Math.max(0, fixed.lastIndexOf('/'))));
    }

    private static String name(Path path) {
        return path.toString().replace('\\', '/');
    }
}
