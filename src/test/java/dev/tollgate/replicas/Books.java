package dev.tollgate.replicas;

import dev.tollgate.testing.SignedInWallet;
import dev.tollgate.testing.TestDatabase;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the tables say after everything, whoever wrote it. */
final class Books {

    private final JdbcClient jdbc;

    Books(TestDatabase database) {
        jdbc = database.jdbc();
    }

    /** Wallets whose balance isn't what was credited less what their usage rows say was charged, or of which some is held. */
    List<String> unexplainedBalances() {
        return jdbc.sql("""
                        SELECT a.owner || ' has ' || a.posted || ', held ' || a.held || ', credited ' || credited
                            || ', charged ' || charged
                        FROM account a
                        CROSS JOIN LATERAL (SELECT coalesce(sum(t.amount), 0) AS credited FROM transfer t
                            WHERE t.credit_account = a.id) c
                        CROSS JOIN LATERAL (SELECT coalesce(sum(u.charge), 0) AS charged FROM usage u
                            WHERE u.owner = a.owner) u
                        WHERE a.kind = 'wallet' AND (a.posted <> credited - charged OR a.held <> 0)""").query(String.class).list();
    }

    /** What a wallet was credited, in MON cents: a recharge is one, a deposit a hundred. */
    long creditedCents(SignedInWallet wallet) {
        return jdbc.sql("SELECT coalesce(sum(t.amount) / 10000000000000000, 0) FROM transfer t"
                        + " JOIN account a ON a.id = t.credit_account WHERE a.owner = ?")
                .param(wallet.owner())
                .query(Long.class)
                .single();
    }

    /** How many calls of a wallet ended so. */
    long calls(SignedInWallet wallet, String outcome) {
        return count(
                "SELECT count(*) FROM usage WHERE owner = '" + wallet.owner() + "' AND outcome = '" + outcome + "'");
    }

    long pendingHolds() {
        return count("SELECT count(*) FROM hold WHERE state = 'PENDING'");
    }

    long callsInProgress() {
        return count("SELECT count(*) FROM usage WHERE outcome = 'in_progress'");
    }

    /** Leases that somebody holds. */
    long leases() {
        return count("SELECT count(*) FROM idempotency_key WHERE state <> 'DONE' AND lease_until > now()");
    }

    /** Connections that the replicas have open. */
    long connections() {
        return count("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name = '" + ReplicaPair.CONNECTIONS + "'");
    }

    /** On how many replicas the job ran. */
    long jobReplicas() {
        return count("SELECT count(DISTINCT port) FROM test_job_run");
    }

    long jobRuns() {
        return count("SELECT count(*) FROM test_job_run");
    }

    /** Firings that ran twice. */
    List<String> doubleRuns() {
        return jdbc.sql(
                        "SELECT due || ' ' || string_agg(port, ', ') FROM test_job_run GROUP BY due HAVING count(*) > 1")
                .query(String.class)
                .list();
    }

    /** Seconds between the first run and the last in which the job didn't run. */
    long missedRuns() {
        return count("SELECT (max(due) - min(due)) / 1000 + 1 - count(DISTINCT due) FROM test_job_run");
    }

    long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
