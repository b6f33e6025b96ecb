package dev.tollgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Breakers that open after 4 calls, for 200 ms, and close after 2 that went well. */
class RotationTest {

    private static final BreakerSettings SETTINGS =
            new BreakerSettings(Duration.ofSeconds(10), 4, 50, Duration.ofMillis(200), 2, Duration.ofSeconds(30));

    private final Rotation rotation = rotation(3);

    @Test
    void theUrlsTakeTurns() {
        assertThat(IntStream.range(0, 7).mapToObj(i -> call(Verdict.GOOD)).toList())
                .containsExactly("u0", "u1", "u2", "u0", "u1", "u2", "u0");
    }

    @Test
    void oneThatFailsIsPassedOverAndComesBack() {
        Destination failing = rotation.destinations().get(1);
        open(failing);

        assertThat(failing.state()).isEqualTo(2);
        assertThat(IntStream.range(0, 6).mapToObj(i -> call(Verdict.GOOD)).toList())
                .doesNotContain("u1");
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            call(Verdict.GOOD);
            return failing.state() == 0;
        });
    }

    @Test
    void fewFailuresOrFewerThanHalfOpenNothing() {
        Rotation single = rotation(1);
        for (Verdict verdict : List.of(Verdict.BAD, Verdict.BAD, Verdict.BAD, Verdict.NONE)) {
            new UpstreamRequest(single, "", null).settle(verdict);
        }
        assertThat(state(single)).isZero();

        Rotation other = rotation(1);
        for (Verdict verdict : List.of(Verdict.GOOD, Verdict.BAD, Verdict.GOOD, Verdict.GOOD, Verdict.BAD)) {
            new UpstreamRequest(other, "", null).settle(verdict);
        }
        assertThat(state(other)).isZero();
    }

    @Test
    void whereNoneMayBeCalledItIsSaidWhenToTryAgain() {
        rotation.destinations().forEach(RotationTest::open);

        assertThatThrownBy(rotation::take).isInstanceOfSatisfying(UpstreamFailure.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.code()).isEqualTo("upstream_unavailable");
            assertThat(refusal.retryAfter()).isBetween(Duration.ofNanos(1), Duration.ofMillis(200));
        });
    }

    @Test
    void aTrialThatFailsOpensAgain() {
        Rotation single = rotation(1);
        open(single.destinations().get(0));
        UpstreamRequest trial = awaitTrial(single);
        trial.settle(Verdict.BAD);
        new UpstreamRequest(single, "", null).settle(Verdict.BAD);

        assertThat(state(single)).isEqualTo(2);
    }

    @Test
    void aTrialStreamHasPassedOnceItHasBegun() {
        Rotation single = rotation(1);
        open(single.destinations().get(0));
        UpstreamRequest first = awaitTrial(single);
        UpstreamRequest second = new UpstreamRequest(single, "", null);
        assertThatThrownBy(single::take).isInstanceOf(UpstreamFailure.class);

        first.began();
        second.began();

        assertThat(state(single)).isZero();
        first.settle(Verdict.GOOD);
        second.settle(Verdict.BAD);
        second.settle(Verdict.BAD);
        assertThat(state(single)).isZero();
    }

    @Test
    void aRequestTurnsElsewhereOnce() {
        UpstreamRequest request = new UpstreamRequest(rotation, "", null);
        assertThat(request.url()).hasHost("u0");

        assertThat(request.turnsElsewhere()).isTrue();
        assertThat(request.url()).hasHost("u1");
        assertThat(request.turnsElsewhere()).isFalse();
    }

    @Test
    void theOnlyUrlIsTriedAgain() {
        UpstreamRequest request = new UpstreamRequest(rotation(1), "", null);

        assertThat(request.turnsElsewhere()).isTrue();
        assertThat(request.url()).hasHost("u0");
    }

    @Test
    void whoHasGivenItsPermissionBackTurnsNowhere() {
        UpstreamRequest request = new UpstreamRequest(rotation, "", null);
        request.settle(Verdict.NONE);

        assertThat(request.turnsElsewhere()).isFalse();
    }

    /** Half-open breakers have two permissions each: one that leaked would be missed soon. */
    @Test
    void noPermissionIsLostWhateverBecomesOfTheCalls() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        for (int thread = 0; thread < 16; thread++) {
            int seed = thread;
            threads.execute(() -> IntStream.range(0, 2_000).forEach(i -> anyCall(new Random(seed * 10_000L + i))));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try {
                call(Verdict.GOOD);
            } catch (UpstreamFailure open) {
                return false;
            }
            return rotation.destinations().stream().allMatch(destination -> destination.state() == 0);
        });
    }

    private void anyCall(Random random) {
        UpstreamRequest request;
        try {
            request = new UpstreamRequest(rotation, "", null);
        } catch (UpstreamFailure open) {
            return;
        }
        if (random.nextInt(4) == 0) {
            request.turnsElsewhere();
        }
        if (random.nextInt(3) == 0) {
            request.began();
        }
        for (int i = random.nextInt(3); i >= 0; i--) { // whoever gives back twice gives back once
            request.settle(Verdict.values()[random.nextInt(3)]);
        }
    }

    private static UpstreamRequest awaitTrial(Rotation single) {
        UpstreamRequest[] trial = new UpstreamRequest[1];
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            try {
                trial[0] = new UpstreamRequest(single, "", null);
                return true;
            } catch (UpstreamFailure open) {
                return false;
            }
        });
        return trial[0];
    }

    private String call(Verdict verdict) {
        UpstreamRequest request = new UpstreamRequest(rotation, "", null);
        request.settle(verdict);
        return request.url().getHost();
    }

    private static int state(Rotation single) {
        return single.destinations().get(0).state();
    }

    private static void open(Destination destination) {
        for (int i = 0; i < 4; i++) {
            assertThat(destination.admits()).isTrue();
            destination.failed();
        }
    }

    private static Rotation rotation(int urls) {
        return new Rotation(IntStream.range(0, urls)
                .mapToObj(i -> new Destination(URI.create("http://u" + i), "test #" + i, SETTINGS))
                .toList());
    }
}
