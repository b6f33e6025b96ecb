package dev.tollgate.evm;

import static dev.tollgate.evm.Desk.MON;
import static dev.tollgate.evm.Desk.TRANSIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that hangs, then one that is gone. */
class StoppedNodeTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @Test
    void isA503WithinItsTimeoutAndCreditsNothing() throws Exception {
        String user = NODE.accounts().get(1);
        String credited = NODE.pay(user, TRANSIT.text(), MON);
        String waiting = NODE.pay(user, TRANSIT.text(), MON);
        try (Desk desk = new Desk(DATABASE, Desk.settings(NODE.url(), 1))) {
            desk.confirm(user, MON, credited);

            signal("STOP");
            long start = System.nanoTime();
            assertUnreachable(desk, user, waiting);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(desk.health.look()).isEqualTo(new ChainSight(null, null, false));
            signal("CONT");
            assertThat(desk.confirm(user, MON, credited).newBalance()).isEqualTo(MON);

            NODE.close();
            assertUnreachable(desk, user, waiting);
            // What was credited before needs no chain.
            assertThat(desk.confirm(user, MON, credited).newBalance()).isEqualTo(MON);
            assertThat(desk.transfers()).isEqualTo(1);
        }
    }

    private static void assertUnreachable(Desk desk, String user, String hash) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> desk.confirm(user, MON, hash));
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.message()).isEqualTo("The EVM node can not be reached");
        assertThat(refusal.retryAfter()).isPositive();
    }

    private static void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(NODE.pid()))
                .start()
                .waitFor();
    }
}
