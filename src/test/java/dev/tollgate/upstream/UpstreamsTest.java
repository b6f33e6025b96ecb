package dev.tollgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.refusal.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What application.yaml and its environment say of the upstreams. */
class UpstreamsTest {

    private static final MeterRegistry METRICS = new SimpleMeterRegistry();

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer());

    @Test
    void anUpstreamMayHaveSeveralUrls() {
        runner.withPropertyValues("UPSTREAM_URL= https://a.example/v1 ,https://b.example,", "UPSTREAM_API_KEY=sk-1")
                .run(context -> {
                    Upstreams.Upstream apihub = new Upstreams(context.getEnvironment()).configured("apihub");

                    assertThat(apihub.urls())
                            .containsExactly(URI.create("https://a.example/v1"), URI.create("https://b.example"));
                    assertThat(apihub.toString()).doesNotContain("sk-1");
                });
    }

    @Test
    void anOpenAiUpstreamGetsItsKeyAsABearerAndNoDefaults() {
        runner.withPropertyValues("UPSTREAM_API_KEY=sk-1").run(context -> {
            UpstreamCalls calls = new UpstreamCalls(new Upstreams(context.getEnvironment()), new Rotations(METRICS));

            assertThat(calls.headers("apihub", Map.of("content-type", "application/json", "cookie", "a=b")))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "Content-Type", "application/json",
                            "authorization", "Bearer sk-1",
                            "accept-encoding", "identity"));
            assertThat(calls.headers(
                            "apihub",
                            Map.of("anthropic-version", "2023-06-01", "openai-beta", "x", "x-api-key", "ahg_1")))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "anthropic-version", "2023-06-01",
                            "openai-beta", "x",
                            "authorization", "Bearer sk-1",
                            "x-api-key", "sk-1",
                            "accept-encoding", "identity"));
        });
    }

    @Test
    void claudeGetsItsKeyInItsOwnHeader() {
        runner.run(context -> assertThat(
                        new UpstreamCalls(new Upstreams(context.getEnvironment()), new Rotations(METRICS))
                                .headers("claude", Map.of()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "anthropic-version", "2023-06-01", "x-api-key", "sandbox-key", "accept-encoding", "identity")));
    }

    @Test
    void whatSpeaksOfOurAccountReachesNoClientOfTheProxy() {
        Map<String, Object> received = Map.of(
                "Content-Type", "application/json",
                "Retry-After", "3",
                "anthropic-ratelimit-tokens-limit", "1",
                "x-ratelimit-limit-requests", "2",
                "Set-Cookie", "a=b");
        runner.run(context -> {
            UpstreamCalls calls = new UpstreamCalls(new Upstreams(context.getEnvironment()), new Rotations(METRICS));

            assertThat(calls.headersToClient("apihub", received))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("content-type", "application/json", "retry-after", "3"));
            assertThat(calls.headersToClient("claude", received))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "content-type", "application/json",
                            "retry-after", "3",
                            "anthropic-ratelimit-tokens-limit", "1"));
        });
    }

    @Test
    void breakersHaveTheDefaultsAndTheirOwn() {
        runner.withPropertyValues("tollgate.upstreams.apihub.breaker.open-for=250ms")
                .run(context -> {
                    Upstreams upstreams = new Upstreams(context.getEnvironment());

                    assertThat(upstreams.configured("claude").breaker())
                            .isEqualTo(new BreakerSettings(
                                    Duration.ofSeconds(10), 20, 50, Duration.ofSeconds(5), 3, Duration.ofSeconds(30)));
                    assertThat(upstreams.configured("apihub").breaker().openFor())
                            .isEqualTo(Duration.ofMillis(250));
                });
    }

    @Test
    void withoutAnUrlItIsSaidWhatToSet() {
        runner.withPropertyValues("UPSTREAM_URL=", "CLAUDE_BACKEND_URL=").run(context -> {
            Upstreams upstreams = new Upstreams(context.getEnvironment());

            assertNotConfigured(upstreams, "apihub", "Upstream not configured: set UPSTREAM_URL");
            assertNotConfigured(upstreams, "claude", "Claude backend not configured");
        });
    }

    private static void assertNotConfigured(Upstreams upstreams, String name, String told) {
        assertThatThrownBy(() -> upstreams.requireConfigured(name)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(500);
            assertThat(refusal.code()).isEqualTo("upstream_not_configured");
            assertThat(refusal.message()).isEqualTo(told);
        });
    }
}
