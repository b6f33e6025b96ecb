package dev.tollgate.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tollgate.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

class UsagePruningTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final JdbcClient jdbc = DATABASE.jdbc();

    @BeforeEach
    void rows() {
        jdbc.sql("DELETE FROM usage").update();
        for (int daysOld : List.of(50, 40, 31, 29, 0)) {
            insert(daysOld, "ok");
        }
        insert(60, "in_progress");
        jdbc.sql("UPDATE usage_rolled SET seq = (SELECT max(seq) FROM usage)").update();
        insert(45, "ok"); // not added up yet
    }

    @Test
    void onlyWhatIsOldAndEndedAndAddedUpGoes() {
        assertThat(new UsagePruning(jdbc, 30, 2).prune()).isEqualTo(3);

        assertThat(left()).containsExactly("0 ok", "29 ok", "45 ok", "60 in_progress");
        assertThat(new UsagePruning(jdbc, 30, 2).prune()).isZero();
    }

    @Test
    void nothingMeansForEver() {
        assertThat(new UsagePruning(jdbc, null).prune()).isZero();
    }

    @Test
    void lessThanADayIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new UsagePruning(jdbc, 0));
    }

    private void insert(int daysOld, String outcome) {
        jdbc.sql("INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                        + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price, created_at)"
                        + " VALUES (gen_random_uuid(), ?, 'user:1', 'r', 'm', 1, 1, 0, 0, 1, ?, 1, 'TOKEN', 'p',"
                        + " now() - make_interval(days => ?))")
                .params(daysOld + " " + outcome, outcome, daysOld)
                .update();
    }

    private List<String> left() {
        return jdbc.sql("SELECT request_id FROM usage ORDER BY created_at DESC")
                .query(String.class)
                .list();
    }
}
