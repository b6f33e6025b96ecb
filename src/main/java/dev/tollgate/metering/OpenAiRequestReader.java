package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of one of OpenAI's APIs. {@code null} is the same as absent in all that may be absent.
 *
 * <p>The body is forwarded byte for byte, but for one thing: a stream of chat or text completions is made to report its
 * usage, which it doesn't by itself.
 */
public final class OpenAiRequestReader extends LlmRequestReader {

    private static final int MAX_CHOICES = 128;
    private static final String INCLUDE_USAGE = "\"include_usage\":true";

    private final OpenAiApi api;
    private final long limit;
    private long maxTokens;
    private long choices = 1;
    private long prompts = 1;
    private boolean contentSeen;
    private boolean usageIncluded;
    private @Nullable BodyEdit includingUsage;

    private OpenAiRequestReader(JsonParser json, OpenAiApi api, long limit) {
        super(json);
        this.api = api;
        this.limit = limit;
    }

    /**
     * Reads a request.
     *
     * @param body the bytes as received; kept, not copied
     * @param maxTokensPerRequest the largest {@code max_tokens}, or what it is called, accepted, at least 1
     * @throws Refusal 400 {@code <field>: <what is wrong>}; what is wrong with the JSON itself reads {@code body: …}
     */
    public static LlmRequest read(byte[] body, OpenAiApi api, long maxTokensPerRequest) {
        return read(body, json -> new OpenAiRequestReader(json, api, maxTokensPerRequest));
    }

    @Override
    void readField(String name, JsonToken value) throws IOException {
        if (name.equals("model")) {
            readModel(value);
        } else if (value == JsonToken.VALUE_NULL) {
            includingUsage = isStreamOptions(name) ? replacement(4, "{" + INCLUDE_USAGE + "}") : includingUsage;
        } else if (name.equals("stream")) {
            readStream(value);
        } else if (isStreamOptions(name)) {
            readStreamOptions(value);
        } else if (api.limitsOutput(name)) {
            maxTokens = Math.max(maxTokens, readInteger(name, value));
        } else if (api.countsChoices(name)) {
            choices = Math.max(choices, readInteger(name, value));
        } else {
            readContent(name, value);
        }
    }

    @Override
    long limitOf(String field) {
        return api.limitsOutput(field) ? limit : api.countsChoices(field) ? MAX_CHOICES : 0;
    }

    @Override
    LlmRequest request(byte[] body, String model) {
        if (!contentSeen) {
            throw Refusal.invalid(api.content(), "is required");
        }
        boolean hidden = stream() && api.reportsUsageOnDemand() && !usageIncluded;
        return new LlmRequest(
                hidden ? edit().applyTo(body) : body,
                model,
                maxTokens,
                api == OpenAiApi.EMBEDDINGS ? 0 : choices * prompts,
                stream(),
                hidden);
    }

    private void readContent(String name, JsonToken value) throws IOException {
        if (name.equals(api.content())) {
            switch (api) {
                case CHAT -> skipMessages(value);
                case COMPLETIONS -> prompts = countPrompts(value);
                case RESPONSES, EMBEDDINGS -> skipText(name, value);
            }
            contentSeen = true;
            return;
        }
        if (api == OpenAiApi.RESPONSES) {
            readOfResponses(name, value);
        }
        json().skipChildren();
    }

    /** What may stand in for the input, and what can't be sold. */
    private void readOfResponses(String name, JsonToken value) {
        switch (name) {
            case "prompt", "previous_response_id", "conversation" -> contentSeen = true;
            case "background" -> {
                if (readBoolean(name, value)) {
                    throw Refusal.invalid(name, "must be false: what a background response uses can't be metered");
                }
            }
            default -> {}
        }
    }

    private void skipText(String field, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING && value != JsonToken.START_ARRAY) {
            throw Refusal.invalid(field, "must be a string or an array");
        }
        json().skipChildren();
    }

    /** Several prompts are several calls in one; an array of numbers is one prompt, in tokens. */
    private long countPrompts(JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            skipText("prompt", value);
            return 1;
        }
        long count = 0;
        boolean numbers = false;
        while (json().nextToken() != JsonToken.END_ARRAY) {
            boolean number = json().currentToken().isNumeric();
            numbers |= number;
            count += number ? 0 : 1;
            json().skipChildren();
        }
        return Math.max(1, count + (numbers ? 1 : 0));
    }

    private boolean isStreamOptions(String name) {
        return api.reportsUsageOnDemand() && name.equals("stream_options");
    }

    private void readStreamOptions(JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            throw Refusal.invalid("stream_options", "must be an object");
        }
        int firstOption = offset() + 1;
        boolean empty = true;
        for (; json().nextToken() != JsonToken.END_OBJECT; empty = false) {
            String name = json().currentName();
            JsonToken option = json().nextToken();
            if (name.equals("include_usage")) {
                readIncludeUsage(option);
            } else {
                json().skipChildren();
            }
        }
        if (includingUsage == null) {
            includingUsage = new BodyEdit(firstOption, firstOption, INCLUDE_USAGE + (empty ? "" : ","));
        }
    }

    private void readIncludeUsage(JsonToken option) {
        if (option == JsonToken.VALUE_NULL) {
            includingUsage = replacement(4, "true");
            return;
        }
        usageIncluded = readBoolean("stream_options.include_usage", option);
        includingUsage = replacement(usageIncluded ? 4 : 5, "true");
    }

    /** Of the current token. */
    private BodyEdit replacement(int length, String text) {
        return new BodyEdit(offset(), offset() + length, text);
    }

    private BodyEdit edit() {
        return includingUsage != null
                ? includingUsage
                : new BodyEdit(firstField(), firstField(), "\"stream_options\":{" + INCLUDE_USAGE + "},");
    }
}
