package dev.tollgate.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Checks that the books are right, and remembers what is wrong until a later run sees it put right.
 *
 * <p>All queries of a run read one snapshot, so postings that go on meanwhile are no false alarm.
 */
public final class InvariantCheck {

    private static final int VIOLATIONS_MAX = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(InvariantCheck.class);
    // A transaction may commit transfers with smaller seq than some that were checked: look back over half a minute.
    // The daily run finds what took longer; under load each minute looked back at costs seconds of a processor.
    private static final String PROGRESS =
            "SELECT coalesce(max(seq), :since) FROM transfer WHERE seq > :since AND created_at < now() - interval '30 seconds'";
    private static final String COUNT = "SELECT count(*) FROM transfer WHERE seq > :since";
    private static final String REMEMBER =
            "INSERT INTO ledger_violation (kind, subject, detail) VALUES (:kind, :subject, :detail)"
                    + " ON CONFLICT (kind, subject) DO UPDATE SET detail = excluded.detail";
    private static final String FORGET =
            "DELETE FROM ledger_violation WHERE kind = :kind AND subject <> ALL (:subjects::text[])";

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;
    private final TransactionTemplate record;

    public InvariantCheck(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
        var transactions = new JdbcTransactionManager(dataSource);
        snapshot = new TransactionTemplate(transactions);
        snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        record = new TransactionTemplate(transactions);
        record.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Checks what changed since the last run. */
    public InvariantReport checkChanged() {
        return run(jdbc.sql("SELECT checked_seq FROM ledger_check")
                .query(Long.class)
                .single());
    }

    /** Checks everything. */
    public InvariantReport checkAll() {
        return run(0);
    }

    private InvariantReport run(long since) {
        boolean changesOnly = since > 0;
        Run run = Objects.requireNonNull(snapshot.execute(status -> look(since, changesOnly)));
        record.executeWithoutResult(status -> remember(run, changesOnly));
        run.report.violations().forEach(violation -> LOG.error("The books are wrong: {}", violation));
        return run.report;
    }

    private Run look(long since, boolean changesOnly) {
        List<Violation> violations = new ArrayList<>();
        for (Invariant invariant : Invariant.values()) {
            if (invariant.checkedOn(changesOnly)) {
                violations.addAll(find(invariant, since));
            }
        }
        long checked = single(COUNT, since);
        return new Run(new InvariantReport(changesOnly, checked, violations), single(PROGRESS, since));
    }

    private List<Violation> find(Invariant invariant, long since) {
        return jdbc.sql(invariant.sql() + " LIMIT " + VIOLATIONS_MAX)
                .param("since", since)
                .query((row, number) ->
                        new Violation(invariant.kind(), row.getString("subject"), row.getString("detail")))
                .list();
    }

    private long single(String sql, long since) {
        return jdbc.sql(sql).param("since", since).query(Long.class).single();
    }

    private void remember(Run run, boolean changesOnly) {
        for (Violation violation : run.report.violations()) {
            jdbc.sql(REMEMBER)
                    .param("kind", violation.kind())
                    .param("subject", violation.subject())
                    .param("detail", violation.detail())
                    .update();
        }
        for (Invariant invariant : Invariant.values()) {
            if (invariant.complete(changesOnly)) {
                forgetRighted(invariant.kind(), run.report);
            }
        }
        jdbc.sql("UPDATE ledger_check SET checked_at = now(), checked_seq = greatest(checked_seq, :checked)"
                        + (changesOnly ? "" : ", checked_all_at = now()"))
                .param("checked", run.checkedTo)
                .update();
    }

    private void forgetRighted(String kind, InvariantReport report) {
        String[] subjects = report.violations().stream()
                .filter(violation -> violation.kind().equals(kind))
                .map(Violation::subject)
                .toArray(String[]::new);
        jdbc.sql(FORGET).param("kind", kind).param("subjects", subjects).update();
    }

    private record Run(InvariantReport report, long checkedTo) {}
}
