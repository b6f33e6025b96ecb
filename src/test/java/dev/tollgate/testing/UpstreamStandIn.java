package dev.tollgate.testing;

import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.SandboxAnswer;
import dev.tollgate.sandbox.UpstreamSandbox;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox's OpenAI-compatible upstream on a port of its own.
 *
 * <pre>{@code
 * try (UpstreamStandIn upstream = UpstreamStandIn.start()) {
 *     // UPSTREAM_URL = upstream.url()
 *     upstream.next(UpstreamStandIn.reset());
 *     ...
 *     assertThat(upstream.takeRequest().path()).isEqualTo("/v1/chat/completions");
 * }
 * }</pre>
 */
public final class UpstreamStandIn extends StandIn {

    private static final String BASE = "/v1/";

    private final UpstreamSandbox upstream;

    private UpstreamStandIn(UpstreamSandbox upstream) {
        super(request -> answer(upstream, request));
        this.upstream = upstream;
    }

    /** Starts one that takes any key, on a free port of the loopback address. */
    public static UpstreamStandIn start() {
        return start("");
    }

    /** Starts one that takes this key alone. */
    public static UpstreamStandIn start(String apiKey) {
        return new UpstreamStandIn(new UpstreamSandbox(apiKey, Clock.systemUTC()));
    }

    /** What to set UPSTREAM_URL to, without {@code /v1}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        upstream.close();
        super.close();
    }

    private static SandboxAnswer answer(UpstreamSandbox upstream, ReceivedRequest request) throws ConnectionCut {
        String target = request.path().replaceFirst("\\?.*", "");
        if (!target.startsWith(BASE)) {
            return HttpAnswer.notFound();
        }
        String path = URLDecoder.decode(target.substring(BASE.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
        String key = key(request);
        String version = request.header("anthropic-version").orElse(null);
        return switch (request.method() + " " + path.replaceFirst("^models/.+", "models/{id}")) {
            case "POST chat/completions" -> upstream.chatCompletions(key, request.body());
            case "POST completions" -> upstream.completions(key, request.body());
            case "POST responses" -> upstream.responses(key, request.body());
            case "POST embeddings" -> upstream.embeddings(key, request.body());
            case "POST messages" -> upstream.messages(key, version, request.body());
            case "POST messages/count_tokens" -> upstream.countTokens(key, version, request.body());
            case "GET models" -> upstream.models(key);
            case "GET models/{id}" -> upstream.model(key, path.substring("models/".length()));
            default -> upstream.anything(key, request.method(), path, query(request), request.body());
        };
    }

    private static @Nullable String query(ReceivedRequest request) {
        int mark = request.path().indexOf('?');
        return mark < 0 ? null : request.path().substring(mark + 1);
    }
}
