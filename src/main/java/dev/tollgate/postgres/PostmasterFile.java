package dev.tollgate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What PostgreSQL writes into {@code postmaster.pid} while it runs, and leaves there when it is killed. */
record PostmasterFile(long pid) {

    static Path in(Path folder) {
        return folder.resolve("postmaster.pid");
    }

    /** Returns the file's content; empty if there is none, or none that can be read. */
    static Optional<PostmasterFile> read(Path folder) throws IOException {
        try {
            List<String> lines = Files.readAllLines(in(folder));
            return Optional.of(new PostmasterFile(Long.parseLong(lines.get(0).strip())));
        } catch (NoSuchFileException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
