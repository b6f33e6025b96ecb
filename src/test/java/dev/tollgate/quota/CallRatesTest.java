package dev.tollgate.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallRatesTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000); // nanoTime may overflow
    private final CallRates rates = new CallRates(nanos::get);

    @Test
    void refusesWhatIsAboveTheLimitAndSaysHowLong() {
        take("alice");
        pass(Duration.ofSeconds(20));
        take("alice");

        Refusal refusal = refused("alice");

        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.message()).isEqualTo("Too many calls: at most 2 in 60 s");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void letsThroughAgainAfterTheWindowWhateverWasRefused() {
        take("alice");
        take("alice");
        refused("alice");
        refused("alice");
        pass(Duration.ofSeconds(60));

        take("alice");
        take("alice");
        refused("alice");
    }

    @Test
    void countsCallersAndRoutesApart() {
        take("alice");
        take("alice");

        take("bob");
        assertThatCode(() -> rates.take("other-route", "alice", 2, 60)).doesNotThrowAnyException();
    }

    @Test
    void letsThroughExactlyTheLimitOfManyAtOnce() {
        long through = IntStream.range(0, 1_000)
                .parallel()
                .filter(call -> {
                    try {
                        rates.take("route", "alice", 100, 60);
                        return true;
                    } catch (Refusal e) {
                        return false;
                    }
                })
                .count();

        assertThat(through).isEqualTo(100);
    }

    @Test
    void aLimitOfNothingIsAMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> rates.take("route", "alice", 0, 60));
        assertThatIllegalArgumentException().isThrownBy(() -> rates.take("route", "alice", 1, 3601));
    }

    private void take(String caller) {
        rates.take("route", caller, 2, 60);
    }

    private Refusal refused(String caller) {
        return catchThrowableOfType(Refusal.class, () -> take(caller));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
