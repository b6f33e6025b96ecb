package dev.tollgate.reload;

import dev.tollgate.routes.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.util.AntPathMatcher;

/**
 * The folders that routes are read from, and which of their files count: routes by the patterns of {@code
 * camel.main.routes-include-pattern} and {@code -exclude-pattern}, Kamelets, queries and schemas wherever they lie below.
 */
final class RouteFolders {

    private static final AntPathMatcher MATCHER = new AntPathMatcher();

    /** What of a file changes with every save. */
    record Mark(long modifiedNanos, long size, Object inode) {}

    private final List<String> include;
    private final List<String> exclude;
    private final List<Path> roots;

    /**
     * @param include patterns such as {@code file:routes/}{@code **}{@code /*.camel.yaml}, separated by commas
     * @param exclude patterns of what doesn't count all the same, or an empty string
     */
    RouteFolders(String include, String exclude) {
        this.include = patterns(include);
        this.exclude = patterns(exclude);
        this.roots = this.include.stream().map(RouteFolders::root).distinct().toList();
    }

    /** All files that count, with what changes when they are saved. */
    Map<String, Mark> marks() throws IOException {
        Map<String, Mark> marks = new TreeMap<>();
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && counts(root, file)) {
                            marks.put(name(file), mark(attributes));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE; // gone since its folder was listed
                    }
                });
            }
        }
        return marks;
    }

    /** The files' texts; one that went in between is left out. */
    List<SourceFile> read(Iterable<String> files) throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        for (String file : files) {
            Path path = Path.of(file);
            Path root = roots.stream()
                    .filter(path::startsWith)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(file));
            try {
                String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
                sources.add(new SourceFile(file, name(root.relativize(path)), text));
            } catch (NoSuchFileException gone) {
                // the next look says so
            }
        }
        return sources;
    }

    private boolean counts(Path root, Path file) {
        String name = name(file);
        SourceFile source = new SourceFile(name, name(root.relativize(file)), "");
        boolean wanted =
                source.isRoutes() ? matches(include, name) : source.isKamelet() || source.isSql() || source.isSchema();
        return wanted && !matches(exclude, name);
    }

    /** A pattern such as {@code **}{@code /sandbox/}{@code **} is for files of an absolute path, too. */
    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> MATCHER.match(relative(pattern), relative(name)));
    }

    private static String relative(String path) {
        return path.replaceFirst("^/+", "");
    }

    private static Mark mark(BasicFileAttributes attributes) {
        Object inode = attributes.fileKey();
        return new Mark(
                attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                attributes.size(),
                inode == null ? "" : inode);
    }

    private static List<String> patterns(String commaSeparated) {
        return Stream.of(commaSeparated.split(",", -1))
                .map(pattern -> pattern.strip().replaceFirst("^file:", ""))
                .filter(pattern -> !pattern.isEmpty())
                .toList();
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
