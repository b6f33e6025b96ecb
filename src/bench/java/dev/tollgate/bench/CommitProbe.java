package dev.tollgate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Commits one row now and then, with the database's own durability, and says how long that takes under the load. */
final class CommitProbe implements AutoCloseable {

    private static final int PAUSE_MILLIS = 20;

    private final Connection connection;
    private final Thread thread = new Thread(this::commit, "commit-probe");
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean stopped;

    CommitProbe(Tollgate tollgate) throws IOException, SQLException {
        connection = tollgate.connectToDatabase();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists bench_probe (n bigint)");
            statement.execute("truncate bench_probe");
        }
        thread.start();
    }

    /** Ends it; its figures stand. */
    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param quantile 0 to 1 */
    double millis(double quantile) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, quantile * sorted.size())) / 1e6;
    }

    @Override
    public void close() throws SQLException {
        stop();
        connection.close();
    }

    private void commit() {
        try (Statement statement = connection.createStatement()) {
            while (!stopped) {
                long start = System.nanoTime();
                statement.execute("insert into bench_probe values (1)");
                nanos.add(System.nanoTime() - start);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
