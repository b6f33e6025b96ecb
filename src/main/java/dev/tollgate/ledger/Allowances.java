package dev.tollgate.ledger;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The allowances that holds reserve from: who has one, and when its count begins anew. What is used is counted by the
 * ledger alone, and read from table {@code allowance}.
 */
public final class Allowances {

    private final JdbcClient jdbc;

    Allowances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Opens allowances of which nothing is used, in the caller's transaction, if it has one. */
    public void open(Collection<String> subjects) {
        jdbc.sql("INSERT INTO allowance (subject) SELECT * FROM unnest(?::text[]) ON CONFLICT DO NOTHING")
                .param(subjects.toArray(String[]::new))
                .update();
    }

    /** Begins the count of what is used anew; what calls under way may still use stays held. */
    public void reset(String subject) {
        jdbc.sql("UPDATE allowance SET tokens_used = 0, cost_used = 0 WHERE subject = ?")
                .param(subject)
                .update();
    }

    /** Closes an allowance for good: holds that would reserve from it are refused, what is held ends uncounted. */
    public void close(String subject) {
        jdbc.sql("DELETE FROM allowance WHERE subject = ?").param(subject).update();
    }
}
