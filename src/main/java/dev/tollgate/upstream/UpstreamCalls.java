package dev.tollgate.upstream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What crosses between a client and an upstream, and the watch over the call in between. */
@Component
public class UpstreamCalls {

    /** What of the client's headers reaches an upstream: nothing that names the client. */
    private static final List<String> FORWARDED =
            List.of("content-type", "accept", "anthropic-version", "anthropic-beta");

    private static final List<String> RETURNED = List.of("content-type", "retry-after", "request-id");
    private static final String RETURNED_PREFIX = "anthropic-ratelimit-";

    private final Upstreams upstreams;

    UpstreamCalls(Upstreams upstreams) {
        this.upstreams = upstreams;
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
        headers.put(to.apiKeyHeader(), to.apiKey());
        headers.put("accept-encoding", "identity");
        return headers;
    }

    /** The upstream's headers that go to the client, names in lower case. */
    public Map<String, String> headersToClient(Map<String, Object> received) {
        Map<String, String> headers = new LinkedHashMap<>();
        received.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (value != null && (RETURNED.contains(lower) || lower.startsWith(RETURNED_PREFIX))) {
                headers.put(lower, value.toString());
            }
        });
        return headers;
    }

    /** The request goes out on this thread now: from here on it can be aborted, and silence is counted. */
    public void begin(String upstream, OpenCall call) {
        call.allowSilence(upstreams.configured(upstream).timeout());
        call.rests();
        call.awaitUpstream();
        call.forgiveSilence();
        call.aimAt(upstreams.configured(upstream).target());
        OpenCall.CURRENT.set(call);
    }

    /** The request of this thread has been answered or has failed. */
    public void responded() {
        OpenCall.CURRENT.remove();
    }

    /** camel-http knows the content type by its own name only. */
    private static String wireName(String lower) {
        return lower.equals("content-type") ? "Content-Type" : lower;
    }
}
