package dev.tollgate.postgres;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the archive that came along as a Maven dependency.
 *
 * <p>An archive is unpacked beside its final place and renamed into it, so that a process killed half-way leaves
 * nothing that a later start would take for complete, and two processes may unpack at once.
 */
final class PostgresBinaries {

    private final Path bin;

    private PostgresBinaries(Path root) {
        this.bin = root.resolve("bin");
    }

    /** Returns the binaries below {@code folder}, unpacked now if they aren't there. */
    static PostgresBinaries installedIn(Path folder) throws IOException {
        URL archive = archive();
        Path root = folder.resolve("postgres-" + checksum(archive));
        if (!Files.isDirectory(root)) {
            Files.createDirectories(folder);
            removeAbandoned(folder);
            install(archive, root);
        }
        return new PostgresBinaries(root);
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }

    private static URL archive() throws FileNotFoundException {
        String name = "/postgres-%s-%s.txz".formatted(operatingSystem(), architecture());
        URL url = PostgresBinaries.class.getResource(name);
        if (url == null) {
            throw new FileNotFoundException("No PostgreSQL for this machine in the application (" + name
                    + "). Set DATABASE_URL to a PostgreSQL server, or build the jar on this kind of machine.");
        }
        return url;
    }

    private static String operatingSystem() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm_64" : "x86_64";
    }

    private static String checksum(URL archive) throws IOException {
        JarURLConnection connection = (JarURLConnection) archive.openConnection();
        return Long.toHexString(connection.getJarEntry().getCrc());
    }

    private static void install(URL archive, Path root) throws IOException {
        Path part = root.resolveSibling(
                root.getFileName() + ".part-" + ProcessHandle.current().pid());
        try (InputStream in = archive.openStream()) {
            unpack(in, part);
            Files.move(part, root, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(root)) {
                throw e;
            }
        } finally {
            FileSystemUtils.deleteRecursively(part);
        }
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, target.resolve(entry.getName()));
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, file);
        if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot make " + file + " executable");
        }
    }

    private static void removeAbandoned(Path folder) throws IOException {
        try (var parts = Files.newDirectoryStream(folder, "*.part-*")) {
            for (Path part : parts) {
                String name = part.getFileName().toString();
                long pid = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
                if (ProcessHandle.of(pid).isEmpty()) {
                    FileSystemUtils.deleteRecursively(part);
                }
            }
        }
    }
}
