package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What crosses between a client and an upstream, and the watch over the call in between. */
@Component
public class UpstreamCalls {

    private static final String ANTHROPIC_VERSION = "anthropic-version";

    /** What of the client's headers reaches an upstream: nothing that names the client. */
    private static final List<String> FORWARDED =
            List.of("content-type", "accept", ANTHROPIC_VERSION, "anthropic-beta", "openai-beta");

    private static final List<String> RETURNED = List.of("content-type", "retry-after", "request-id");

    private final Upstreams upstreams;
    private final Rotations rotations;

    UpstreamCalls(Upstreams upstreams, Rotations rotations) {
        this.upstreams = upstreams;
        this.rotations = rotations;
    }

    /**
     * The headers of the upstream's request, our key among them.
     *
     * @param sent the client's headers, names in lower case
     */
    public Map<String, String> headers(String upstream, Map<String, String> sent) {
        Upstreams.Upstream to = upstreams.configured(upstream);
        Map<String, String> headers = new LinkedHashMap<>(to.defaultHeaders());
        for (String name : FORWARDED) {
            String value = sent.get(name);
            if (value != null) {
                headers.put(wireName(name), value);
            }
        }
        headers.putAll(to.keyHeaders(headers.containsKey(ANTHROPIC_VERSION)));
        headers.put("accept-encoding", "identity");
        return headers;
    }

    /**
     * The upstream's headers that go to the client, names in lower case. What it says of its limits speaks of our
     * account; an upstream's {@code returned-headers} say whether a client hears of it.
     */
    public Map<String, String> headersToClient(String upstream, Map<String, Object> received) {
        Upstreams.Upstream from = upstreams.configured(upstream);
        Map<String, String> headers = new LinkedHashMap<>();
        received.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (value != null && (RETURNED.contains(lower) || from.returns(lower))) {
                headers.put(lower, value.toString());
            }
        });
        return headers;
    }

    /**
     * The request goes out on this thread now: from here on it can be aborted, and silence is counted.
     *
     * @param path below the upstream's URL, decoded; empty for the URL itself
     * @param query as the client sent it
     * @throws UpstreamFailure with Retry-After if all URLs of the upstream have failed lately
     */
    public void begin(String upstream, String path, @Nullable String query, OpenCall call) {
        Upstreams.Upstream to = upstreams.configured(upstream);
        call.asks(new UpstreamRequest(rotations.of(to), path, query));
        call.allowSilence(to.timeout());
        call.rests();
        call.awaitUpstream();
        call.forgiveSilence();
        OpenCall.CURRENT.set(call);
    }

    /** The request of this thread has been answered or has failed. */
    public void responded() {
        OpenCall.CURRENT.remove();
    }

    /**
     * Reads an answer, and judges the URL that gave it; of a stream that has begun, its end will.
     *
     * @param status the answer's
     * @throws Refusal as the reading does
     */
    public <T extends LlmAnswer> T judged(int status, OpenCall call, Supplier<T> reading) {
        try {
            T answer = reading.get();
            if (answer instanceof LlmAnswer.Stream) {
                call.streams();
            } else {
                call.judge(Verdict.GOOD);
            }
            return answer;
        } catch (Refusal refusal) {
            call.judge(Verdict.acquits(status) ? Verdict.GOOD : Verdict.of(refusal, call.endReason()));
            throw refusal;
        }
    }

    /** Judges the URL by the refusal that a failed request comes to, and returns it. */
    public Refusal judged(Refusal refusal, OpenCall call) {
        call.judge(Verdict.of(refusal, call.endReason()));
        return refusal;
    }

    /** camel-http knows the content type by its own name only. */
    private static String wireName(String lower) {
        return lower.equals("content-type") ? "Content-Type" : lower;
    }
}
