package dev.tollgate.faults;

import static dev.tollgate.faults.UnderFaults.METERED;
import static dev.tollgate.faults.UnderFaults.PREPAID;
import static dev.tollgate.faults.UnderFaults.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.wallet.StreamClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The database's clock jumps by an hour while calls are under way: simulated by moving all that the books have written
 * down about time, which is the same seen from inside, and works on every machine.
 */
@Timeout(300)
class ClockFaultsTest {

    @RegisterExtension
    static final SharedApplication APPLICATION = new SharedApplication();

    private static final String SLOW = "sandbox-events-40-every-200ms";

    @Test
    void jumpsAheadOfTheBooks() {
        moveTheBooks("- interval '1 hour'");
    }

    @Test
    void jumpsBehindTheBooks() {
        moveTheBooks("+ interval '1 hour'");
    }

    private void moveTheBooks(String by) {
        UnderFaults application = APPLICATION.get();
        String wallet = application.wallet();
        String late = application.wallet();
        try (StreamClient stream = application.stream(METERED, wallet, SLOW)) {
            assertThat(stream.event()).startsWith("event: message_start\n");

            for (String moved : List.of(
                    "UPDATE hold SET expires_at = expires_at %s, created_at = created_at %s WHERE state = 'PENDING'",
                    "UPDATE hold_watch SET seen_at = seen_at %s, sweep_from = sweep_from %s",
                    "UPDATE idempotency_key SET lease_until = lease_until %s, created_at = created_at %s",
                    "UPDATE wallet_session SET expires_at = expires_at %s, created_at = created_at %s",
                    "UPDATE ledger_check SET checked_at = checked_at %s, checked_all_at = checked_all_at %s")) {
                application.jdbc().sql(moved.formatted(by, by)).update();
            }

            assertThat(application
                            .call(PREPAID, late, question("sandbox", false))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(stream.restText()).contains("event: message_stop\n").doesNotContain("event: error");
        }
        application.assertOutcomes(wallet, "ok");
        assertThat(application.holds(wallet)).containsExactly("POSTED");
        application.assertCharged(late, "ok");
    }
}
