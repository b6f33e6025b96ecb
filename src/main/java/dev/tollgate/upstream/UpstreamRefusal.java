package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.util.Map;

/** The upstream refused the request itself; the client gets its words as they are. */
public final class UpstreamRefusal extends Refusal {

    private final Map<String, String> headers;
    private final byte[] body;

    /** @param headers the upstream's headers that may go to the client */
    public UpstreamRefusal(int status, Map<String, String> headers, byte[] body) {
        super(status, "upstream_refused", "The upstream answered " + status);
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body;
    }
}
