package dev.tollgate.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** However many rows there are, a question reads those that it asks for. */
class UsagePlansTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final String OF =
            "SELECT * FROM usage_found(%s, now() - interval '30 days', now(), NULL, NULL, NULL, NULL,"
                    + " NULL) ORDER BY created_at DESC, id DESC LIMIT 50";

    private final JdbcClient jdbc = DATABASE.jdbc();

    @BeforeAll
    static void manyRows() {
        JdbcClient jdbc = DATABASE.jdbc();
        jdbc.sql("INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                        + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price, created_at)"
                        + " SELECT gen_random_uuid(), 'r-' || n, 'user:' || n % 50, 'r', 'm', 1, 1, 0, 0, 1, 'ok', 1, 'TOKEN',"
                        + " 'p', now() - (100000 - n) * interval '1 second' FROM generate_series(1, 100000) n")
                .update();
        jdbc.sql("UPDATE usage_rolled SET seq = (SELECT max(seq) - 100 FROM usage)")
                .update();
        jdbc.sql("ANALYZE").update();
    }

    @Test
    void aReportReadsWhatWasWrittenSinceByItsNumber() {
        assertThat(plan(
                        "SELECT * FROM usage_event WHERE seq > (SELECT seq FROM usage_rolled) AND seq < 9223372036854775807"
                                + " AND asset = 'TOKEN'"))
                .contains("Index Scan using usage_written on usage")
                .doesNotContain("Seq Scan on usage ");
    }

    @Test
    void aUsersListIsReadByTheUser() {
        assertThat(plan(OF.formatted("'user:7'"))).contains("Index Scan using usage_owner on usage");
    }

    @Test
    void theAdminsListIsReadByTime() {
        assertThat(plan(OF.formatted("NULL"))).contains("Index Scan using usage_users on usage");
    }

    @Test
    void anExportGoesOnByItsIndex() {
        String next = OF.formatted("'user:7'")
                .replace(" ORDER BY", " WHERE (created_at, id) < (now(), cast(repeat('f', 32) AS uuid)) ORDER BY");
        assertThat(plan(next))
                .contains("Index Scan using usage_owner on usage")
                .containsPattern("Index Cond: .*ROW\\(created_at, hold_id\\) < ");
    }

    private String plan(String sql) {
        return String.join("\n", jdbc.sql("EXPLAIN " + sql).query(String.class).list());
    }
}
