package dev.tollgate.ledger;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
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
 * <p>What changed is checked in steps with pauses between them: a run of seconds would slow the calls down, by the
 * processor it takes and by the old versions of rows that it keeps. All queries of a step read one snapshot, so postings
 * that go on meanwhile are no false alarm.
 */
public final class InvariantCheck {

    private static final int VIOLATIONS_MAX = 1000;
    private static final int STEP = 10_000;
    private static final int PAUSE = 3; // times what the step took
    private static final Logger LOG = LoggerFactory.getLogger(InvariantCheck.class);
    private static final String COUNT = "SELECT count(*) FROM transfer WHERE seq > :since AND seq <= :until";
    private static final String REMEMBER =
            "INSERT INTO ledger_violation (kind, subject, detail) VALUES (:kind, :subject, :detail)"
                    + " ON CONFLICT (kind, subject) DO UPDATE SET detail = excluded.detail";
    private static final String FORGET =
            "DELETE FROM ledger_violation WHERE kind = :kind AND subject <> ALL (:subjects::text[])";

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;
    private final TransactionTemplate record;
    private final FinishedHistory history;
    private final int step;

    public InvariantCheck(DataSource dataSource) {
        this(dataSource, STEP, new FinishedHistory(dataSource));
    }

    InvariantCheck(DataSource dataSource, int step, FinishedHistory history) {
        jdbc = JdbcClient.create(dataSource);
        var transactions = new JdbcTransactionManager(dataSource);
        snapshot = new TransactionTemplate(transactions);
        snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        record = new TransactionTemplate(transactions);
        record.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.history = history;
        this.step = step;
    }

    /** Checks what changed since the last run. */
    public InvariantReport checkChanged() {
        long checkedBefore = jdbc.sql("SELECT checked_seq FROM ledger_check")
                .query(Long.class)
                .single();
        FinishedHistory.End end = history.end();
        Set<Violation> violations = new LinkedHashSet<>();
        long transfers = 0;
        long since = checkedBefore;
        while (true) {
            long startedNanos = System.nanoTime();
            long until = Math.min(since + step, Math.max(end.seq(), since));
            InvariantReport found = look(new Span(since, until, false));
            violations.addAll(found.violations());
            transfers += found.transfersChecked();
            remember(found, end.finished() ? until : checkedBefore);
            since = until;
            if (since >= end.seq()) {
                break;
            }
            LockSupport.parkNanos(PAUSE * (System.nanoTime() - startedNanos));
        }
        return conclude(new InvariantReport(true, transfers, List.copyOf(violations)));
    }

    /** Checks everything. */
    public InvariantReport checkAll() {
        FinishedHistory.End end = history.end();
        InvariantReport found = look(new Span(0, Long.MAX_VALUE, true));
        remember(found, end.finished() ? end.seq() : 0);
        return conclude(found);
    }

    /** Transfers after {@code since}, up to and with {@code until}, and what they touch. */
    private record Span(long since, long until, boolean all) {}

    private InvariantReport look(Span span) {
        return Objects.requireNonNull(snapshot.execute(status -> {
            List<Violation> violations = new ArrayList<>();
            for (Invariant invariant : Invariant.values()) {
                if (invariant.checkedOn(!span.all())) {
                    violations.addAll(find(invariant, span));
                }
            }
            long transfers = query(COUNT, span).query(Long.class).single();
            return new InvariantReport(!span.all(), transfers, violations);
        }));
    }

    private List<Violation> find(Invariant invariant, Span span) {
        return query(invariant.sql() + " LIMIT " + VIOLATIONS_MAX, span)
                .query((row, number) ->
                        new Violation(invariant.kind(), row.getString("subject"), row.getString("detail")))
                .list();
    }

    private JdbcClient.StatementSpec query(String sql, Span span) {
        return jdbc.sql(sql)
                .param("since", span.since())
                .param("until", span.until())
                .param("all", span.all());
    }

    private void remember(InvariantReport found, long checkedTo) {
        record.executeWithoutResult(status -> {
            for (Violation violation : found.violations()) {
                jdbc.sql(REMEMBER)
                        .param("kind", violation.kind())
                        .param("subject", violation.subject())
                        .param("detail", violation.detail())
                        .update();
            }
            jdbc.sql("UPDATE ledger_check SET checked_at = now(), checked_seq = greatest(checked_seq, :checked)"
                            + (found.changesOnly() ? "" : ", checked_all_at = now()"))
                    .param("checked", checkedTo)
                    .update();
        });
    }

    private InvariantReport conclude(InvariantReport report) {
        record.executeWithoutResult(status -> {
            for (Invariant invariant : Invariant.values()) {
                if (invariant.complete(report.changesOnly())) {
                    forgetRighted(invariant.kind(), report);
                }
            }
        });
        report.violations().forEach(violation -> LOG.error("The books are wrong: {}", violation));
        return report;
    }

    private void forgetRighted(String kind, InvariantReport report) {
        String[] subjects = report.violations().stream()
                .filter(violation -> violation.kind().equals(kind))
                .map(Violation::subject)
                .toArray(String[]::new);
        jdbc.sql(FORGET).param("kind", kind).param("subjects", subjects).update();
    }
}
