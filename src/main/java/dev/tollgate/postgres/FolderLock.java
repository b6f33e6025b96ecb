package dev.tollgate.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use one data folder, held as a lock on the file beside it.
 *
 * <p>The operating system drops the lock with the process, however that ends, so there is no such thing as a stale
 * one. PostgreSQL's own {@code postmaster.pid} can't serve: it outlives both PostgreSQL and us.
 */
final class FolderLock implements AutoCloseable {

    /**
     * Locks held in this JVM. The file must not be opened a second time here: closing any of its descriptors would
     * drop the process's lock.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock on {@code folder}, an absolute path.
     *
     * @throws DataFolderInUse if another process, or something else in this one, holds it
     */
    static FolderLock on(Path folder) throws IOException {
        Path parent = folder.resolveSibling("");
        Files.createDirectories(parent);
        Path file = parent.toRealPath().resolve(folder.getFileName() + ".lock");
        if (!HELD_HERE.add(file)) {
            throw new DataFolderInUse(
                    folder, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return new FolderLock(file, lockedChannel(file, folder));
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path file, Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            try (channel) {
                throw new DataFolderInUse(folder, holder(channel));
            }
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(20);
        channel.read(content, 0);
        return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD_HERE.remove(file);
    }
}
