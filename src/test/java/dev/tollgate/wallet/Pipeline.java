package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The application with a stand-in for Claude behind it, and what tests of model calls ask of the two.
 *
 * <p>Beside the product's routes it has those of {@code src/test/routes}. {@link #shared()} serves all tests that need
 * nothing special.
 */
final class Pipeline implements AutoCloseable {

    /** Where a Claude call can be made, with errors as {@code {"detail": …}} and in Anthropic's shape. */
    static final String DOCUMENTED = "/api/v1/claude/messages";

    static final String ANTHROPIC = "/wallet/v1/messages";

    /** Real usage is charged, the rest released. */
    static final String METERED = "/test/metered/messages";

    /** The same, for OpenAI's chat completions. */
    static final String OPENAI_CHAT = "/test/openai/chat/completions";

    /** The whole hold is charged, and the input has its price. */
    static final String INPUT_PRICED = "/test/input-price/messages";

    /** Has a fault of ours after its hold. */
    static final String BROKEN = "/test/broken/messages";

    /** Its upstream takes no more connections. */
    static final String FULL = "/test/full/messages";

    /** What a hold of 1,000 tokens is, at the document's rate: 1,000 x 1.2 / 100,000 MON. */
    static final String HOLD_OF_1000_TOKENS = "0.012";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static @Nullable Pipeline shared;

    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private final FullPort fullPort = FullPort.open();
    private final Gateway gateway;

    private Pipeline(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("CLAUDE_BACKEND_URL", claude.messagesUrl().toString());
        all.put("CLAUDE_REQUEST_TIMEOUT", "30");
        all.put("tollgate.calls.ping-interval", "300ms");
        all.put("camel.main.routes-include-pattern", "file:routes/**/*.camel.yaml,file:src/test/routes/*.camel.yaml");
        all.put("camel.component.http.connect-timeout", "500");
        all.put("tollgate.upstream-defaults.breaker.minimum-calls", "1000000"); // upstreams fail here all the time
        all.put("tollgate.upstreams.full.url", "http://127.0.0.1:" + fullPort.port() + "/");
        all.put("tollgate.upstreams.full.api-key", "unused");
        all.put("tollgate.upstreams.full.api-key-header", "x-api-key");
        all.put("tollgate.upstreams.full.timeout-ms", "30000");
        all.putAll(settings);
        gateway = Gateway.start(all);
    }

    /** The one with patience for its upstream: 30 s. */
    static synchronized Pipeline shared() {
        if (shared == null) {
            shared = new Pipeline(Map.of());
        }
        shared.claude.forget();
        shared.claude.acceptConnections();
        return shared;
    }

    /** @param settings by the names of the environment variables, or of Spring's properties */
    static Pipeline start(Map<String, String> settings) {
        return new Pipeline(settings);
    }

    Gateway gateway() {
        return gateway;
    }

    ClaudeStandIn claude() {
        return claude;
    }

    /** A wallet with 1 MON. */
    String wallet() {
        return gateway.newWallet("1.0");
    }

    /** A request for a whole answer of at most 1,000 tokens. */
    static String question(String model) {
        return question(model, 1000, false);
    }

    /** A request for a stream of at most 1,000 tokens. */
    static String streamQuestion(String model) {
        return question(model, 1000, true);
    }

    static String question(String model, int maxTokens, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens + ",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
    }

    /** Makes a call and reads all of its answer. */
    HttpResponse<String> call(String path, String wallet, String question, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "X-User-Address";
        all[1] = wallet;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return gateway.post(path, question, all);
    }

    /** Makes a call and reads no more than its head. */
    StreamClient stream(String path, String wallet, String question, String... headers) {
        return StreamClient.post(gateway.url() + path, question, wallet, headers);
    }

    /** The states of the wallet's holds, oldest first. */
    List<String> holds(String wallet) {
        return jdbc().sql("SELECT state FROM hold WHERE account = (SELECT id FROM account WHERE owner = ?)"
                        + " ORDER BY created_at")
                .param("wallet:" + wallet)
                .query(String.class)
                .list();
    }

    /** The wallet's calls as the books have them, oldest first. */
    List<Usage> usage(String wallet) {
        return jdbc().sql("SELECT * FROM usage WHERE owner = ? ORDER BY created_at")
                .param("wallet:" + wallet)
                .query((row, number) -> new Usage(
                        row.getString("model"),
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("cache_write_tokens"),
                        row.getLong("cache_read_tokens"),
                        row.getLong("duration_ms"),
                        row.getObject("first_token_ms", Long.class),
                        row.getString("outcome"),
                        row.getBigDecimal("charge").toBigIntegerExact()))
                .list();
    }

    /** The wallet's one call, once it is over and paid. */
    Usage endedCall(String wallet) {
        await(() -> usage(wallet).stream().anyMatch(call -> !call.outcome().equals("in_progress")));
        assertThat(usage(wallet)).hasSize(1);
        assertThat(holds(wallet)).containsExactly("POSTED");
        return usage(wallet).get(0);
    }

    /** Nothing was charged and nothing is held; the call that failed is in the books, with nothing used. */
    void assertFree(String wallet) {
        await(() -> !holds(wallet).contains("PENDING"));
        assertThat(holds(wallet)).doesNotContain("POSTED");
        assertThat(usage(wallet)).hasSameSizeAs(holds(wallet)).allSatisfy(call -> {
            assertThat(call.charge()).isZero();
            assertThat(call.output()).isZero();
            assertThat(call.outcome()).isIn("upstream_error", "timeout", "shutdown", "internal_error");
        });
        assertThat(gateway.balanceMon(wallet)).isEqualTo("1.0");
    }

    JdbcClient jdbc() {
        return gateway.jdbc();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("didn't come about within " + PATIENCE);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    @Override
    public void close() {
        gateway.close();
        claude.close();
        fullPort.close();
    }

    /** A row of the table {@code usage}. */
    record Usage(
            String model,
            long input,
            long output,
            long cacheWrite,
            long cacheRead,
            long durationMs,
            @Nullable Long firstTokenMs,
            String outcome,
            BigInteger charge) {}
}
