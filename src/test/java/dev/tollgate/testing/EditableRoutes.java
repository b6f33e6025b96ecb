package dev.tollgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A working folder of its own with copies of {@code routes/} and {@code application.yaml}, for an application whose routes
 * a test edits.
 *
 * <pre>{@code
 * EditableRoutes routes = EditableRoutes.in(temporaryFolder);
 * try (SandboxApplication application = SandboxApplication.start(routes, Map.of())) {
 *     application.edit(() -> routes.replace("wallet/wallet-quote.camel.yaml", "via x402", "by x402"));
 * }
 * }</pre>
 */
public final class EditableRoutes {

    private final Path folder;

    private EditableRoutes(Path folder) {
        this.folder = folder;
    }

    /** Copies the repository's routes into a folder. */
    public static EditableRoutes in(Path folder) throws IOException {
        EditableRoutes routes = new EditableRoutes(folder);
        Files.copy(Path.of("application.yaml"), folder.resolve("application.yaml"));
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.toString()));
            }
        }
        return routes;
    }

    /** The working folder of the application. */
    public Path folder() {
        return folder;
    }

    /** A file below {@code routes/}, such as {@code wallet/wallet-quote.camel.yaml}. */
    public Path file(String path) {
        return folder.resolve("routes").resolve(path);
    }

    public String read(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file, in a new folder if need be, as most editors do: beside it first, then over it. */
    public void write(String path, String text) throws IOException {
        Files.createDirectories(file(path).getParent());
        Path temporary = file(path + "~");
        Files.writeString(temporary, text);
        Files.move(temporary, file(path), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Replaces a text that must be there. */
    public void replace(String path, String old, String replacement) throws IOException {
        String text = read(path);
        if (!text.contains(old)) {
            throw new AssertionError(path + " has no '" + old + "'");
        }
        write(path, text.replace(old, replacement));
    }

    public void rename(String from, String to) throws IOException {
        Files.createDirectories(file(to).getParent());
        Files.move(file(from), file(to));
    }

    public void delete(String path) throws IOException {
        Files.delete(file(path));
    }
}
