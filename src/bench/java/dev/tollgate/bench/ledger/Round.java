package dev.tollgate.bench.ledger;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What one round of load came to.
 *
 * @param perSecond calls, each with two postings
 * @param applicationMicros CPU a call, of all threads of this JVM, the callers' included
 * @param serverMicros CPU a call, of all processes of PostgreSQL
 * @param walBytes write-ahead log a call
 * @param group postings a transaction
 */
record Round(double perSecond, double applicationMicros, double serverMicros, double walBytes, double group) {

    private static final OperatingSystemMXBean JVM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final String COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
    private static final String WAL = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

    double micros() {
        return applicationMicros + serverMicros;
    }

    /** Runs calls from so many threads for so long. */
    static Round run(Runnable call, int callers, Duration time, ServerCpu server, DataSource database) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        long commitsBefore = number(jdbc, COMMITS);
        long walBefore = number(jdbc, WAL);
        long serverBefore = server.nanos();
        long jvmBefore = JVM.getProcessCpuTime();
        long startedAt = System.nanoTime();
        long calls = load(call, callers, startedAt + time.toNanos());
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        long jvm = JVM.getProcessCpuTime() - jvmBefore;
        long cpu = server.nanos() - serverBefore;
        return new Round(
                calls / seconds,
                jvm / 1e3 / calls,
                cpu / 1e3 / calls,
                (number(jdbc, WAL) - walBefore) / (double) calls,
                2.0 * calls / Math.max(1, number(jdbc, COMMITS) - commitsBefore));
    }

    private static long load(Runnable call, int callers, long until) {
        var done = new LongAdder();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            var thread = new Thread(() -> {
                while (System.nanoTime() - until < 0) {
                    call.run();
                    done.increment();
                }
            });
            thread.start();
            threads.add(thread);
        }
        threads.forEach(Round::join);
        return done.sum();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(JdbcTemplate jdbc, String sql) {
        Long number = jdbc.queryForObject(sql, Long.class);
        return number == null ? 0 : number;
    }
}
