package dev.tollgate.metering;

/**
 * What of a request decides its price and its form, and the bytes that are forwarded.
 *
 * <p>It is read by {@link ClaudeRequestReader}, {@link OpenAiRequestReader} or {@link ForwardedRequest}.
 */
public final class LlmRequest {

    private final byte[] body;
    private final String model;
    private final long maxTokens;
    private final long choices;
    private final boolean stream;
    private final boolean usageHidden;
    private final String path;

    LlmRequest(byte[] body, String model, long maxTokens, long choices, boolean stream, boolean usageHidden) {
        this(body, model, maxTokens, choices, stream, usageHidden, "");
    }

    private LlmRequest(
            byte[] body, String model, long maxTokens, long choices, boolean stream, boolean usageHidden, String path) {
        this.body = body;
        this.model = model;
        this.maxTokens = maxTokens;
        this.choices = choices;
        this.stream = stream;
        this.usageHidden = usageHidden;
        this.path = path;
    }

    /** A request that is passed on as it is and paid by its path. */
    static LlmRequest forwarded(String path, String model, byte[] body) {
        return new LlmRequest(body, model, 0, 0, false, false, path);
    }

    /** The bytes to forward. */
    public byte[] body() {
        return body;
    }

    /** The same request with other bytes to forward, which must mean the same. */
    LlmRequest withBody(byte[] other) {
        return new LlmRequest(other, model, maxTokens, choices, stream, usageHidden, path);
    }

    public String model() {
        return model;
    }

    /** The most tokens that each of the {@link #choices} may have; 0 where the request doesn't say. */
    public long maxTokens() {
        return maxTokens;
    }

    /** How many answers are generated, at least 1; 0 for embeddings, which have no output. */
    public long choices() {
        return choices;
    }

    /** Whether the answer is to be a stream of events. */
    public boolean stream() {
        return stream;
    }

    /** Where it goes, of what is passed on as it is; empty for a call that is paid by the token. */
    public String path() {
        return path;
    }

    /** Whether the stream's usage is asked for in {@link #body} by us, and not by the client, who must not see it. */
    public boolean usageHidden() {
        return usageHidden;
    }
}
