package dev.tollgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.refusal.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallLimitsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CallLimits limits = new CallLimits(
            new UpstreamProperties(3, 2, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofMinutes(1)),
            metrics);

    @Test
    void refusesWhatIsAboveTheCapOfAll() {
        limits.enter("a");
        limits.enter("b");
        limits.enter("c");

        assertRefused("d", "Too many calls are under way; try again shortly");
        limits.leave("a");
        limits.enter("d");
        assertThat(running()).isEqualTo(3);
    }

    @Test
    void refusesWhatIsAboveACallersCapAndTakesNoPlaceForIt() {
        limits.enter("a");
        limits.enter("a");

        assertRefused("a", "You have 2 calls under way already; wait for one to end");
        assertThat(running()).isEqualTo(2);
        limits.leave("a");
        limits.enter("a");
        limits.leave("a");
        limits.leave("a");
        assertThat(running()).isZero();
    }

    private int running() {
        return (int) metrics.get("tollgate_calls_running").gauge().value();
    }

    private void assertRefused(String caller, String why) {
        assertThatThrownBy(() -> limits.enter(caller)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.message()).isEqualTo(why);
            assertThat(refusal.retryAfter()).isNotNull();
        });
    }
}
