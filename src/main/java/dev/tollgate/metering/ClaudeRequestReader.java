package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;

/** Reads a request of Anthropic's Messages API. */
public final class ClaudeRequestReader extends LlmRequestReader {

    private final long limit;
    private long maxTokens;
    private boolean messagesSeen;

    private ClaudeRequestReader(JsonParser json, long limit) {
        super(json);
        this.limit = limit;
    }

    /**
     * Reads a request; its body is forwarded as it is.
     *
     * @param body the bytes as received; kept, not copied
     * @param maxTokensPerRequest the largest {@code max_tokens} accepted, at least 1
     * @throws Refusal 400 {@code <field>: <what is wrong>}; what is wrong with the JSON itself reads {@code body: …}
     */
    public static LlmRequest read(byte[] body, long maxTokensPerRequest) {
        return read(body, json -> new ClaudeRequestReader(json, maxTokensPerRequest));
    }

    @Override
    void readField(String name, JsonToken value) throws IOException {
        switch (name) {
            case "model" -> readModel(value);
            case "max_tokens" -> maxTokens = readInteger(name, value);
            case "stream" -> readStream(value);
            case "messages" -> {
                skipMessages(value);
                messagesSeen = true;
            }
            default -> json().skipChildren();
        }
    }

    @Override
    long limitOf(String field) {
        return field.equals("max_tokens") ? limit : 0;
    }

    @Override
    LlmRequest request(byte[] body, String model) {
        if (maxTokens == 0) {
            throw Refusal.invalid("max_tokens", "is required");
        }
        if (!messagesSeen) {
            throw Refusal.invalid("messages", "is required");
        }
        return new LlmRequest(body, model, maxTokens, 1, stream(), false);
    }
}
