package dev.tollgate.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Claude: its Messages API in JSON and SSE, with answers that depend on the request alone.
 *
 * <p>Tokens are counted, {@code max_tokens} truncates, and a wrong request is refused as the real API does. A model
 * named {@code sandbox-…} asks for {@link Trouble}.
 */
public final class ClaudeSandbox implements AutoCloseable {

    private final String apiKey;
    private final ClaudeAnswers answers;
    private final SandboxTokens tokens = new SandboxTokens();
    private final Pauses pauses = new Pauses();

    /** @param apiKey the only key to accept; empty for any */
    public ClaudeSandbox(String apiKey, Clock clock) {
        this.apiKey = apiKey;
        this.answers = new ClaudeAnswers(clock);
    }

    /**
     * {@code POST /v1/messages}.
     *
     * @param key the API key, see {@link SandboxKey}
     * @param version the header {@code anthropic-version}
     * @throws ConnectionCut if the connection must be closed without any response
     */
    public SandboxAnswer messages(String key, @Nullable String version, byte[] body) throws ConnectionCut {
        try {
            checkHeaders(key, version);
            ClaudeRequest request = ClaudeRequest.of(parse(body), false);
            Trouble trouble = Trouble.of(request.model());
            TroubledBody.beforeHead(trouble, pauses);
            if (trouble.status().isPresent()) {
                return answers.error(body, trouble.status().getAsInt(), "The sandbox was asked for this error");
            }
            ClaudeReply reply = ClaudeReply.to(request, trouble, tokens);
            return request.stream() ? stream(body, reply, trouble) : message(body, reply, trouble);
        } catch (UnknownModel e) {
            return answers.error(body, 404, "model: " + e.model());
        } catch (ClaudeError e) {
            return answers.error(body, e.status(), e.message());
        }
    }

    /** {@code POST /v1/messages/count_tokens}: what {@link #messages} would report as the prompt's tokens. */
    public SandboxAnswer countTokens(String key, @Nullable String version, byte[] body) {
        try {
            checkHeaders(key, version);
            ClaudeRequest request = ClaudeRequest.of(parse(body), true);
            int count = ClaudeUsage.ofPrompt(request.prompt(), tokens).promptTokens();
            return answers.json(body, Wire.json(Map.of("input_tokens", count)));
        } catch (UnknownModel e) {
            return answers.error(body, 404, "model: " + e.model());
        } catch (ClaudeError e) {
            return answers.error(body, e.status(), e.message());
        }
    }

    /** {@code GET /v1/models}. */
    public SandboxAnswer models(String key, @Nullable String version) {
        byte[] noBody = {};
        try {
            checkHeaders(key, version);
            return answers.json(noBody, Wire.json(ClaudeModels.page()));
        } catch (ClaudeError e) {
            return answers.error(noBody, e.status(), e.message());
        }
    }

    /** Ends all silences, so that no request outlives the application. */
    @Override
    public void close() {
        pauses.close();
    }

    private void checkHeaders(String key, @Nullable String version) {
        if (key.isEmpty()) {
            throw new ClaudeError(401, "x-api-key header is required");
        }
        if (!apiKey.isEmpty() && !apiKey.equals(key)) {
            throw new ClaudeError(401, "invalid x-api-key");
        }
        if (version == null || version.isEmpty()) {
            throw ClaudeError.invalid("anthropic-version: header is required");
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return StrictJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw ClaudeError.invalid("The request body is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ClaudeError.invalid("The request body is not valid JSON");
        }
    }

    private SandboxAnswer stream(byte[] request, ClaudeReply reply, Trouble trouble) {
        return answers.events(request, new TroubledBody(ClaudeEvents.of(reply, trouble), trouble, pauses));
    }

    private SandboxAnswer message(byte[] request, ClaudeReply reply, Trouble trouble) throws ConnectionCut {
        if (trouble.errorAfter() != Trouble.NEVER) {
            return answers.error(request, 529, "Overloaded");
        }
        byte[] whole = ClaudeEvents.message(reply, trouble);
        return answers.json(
                request, TroubledJson.of(whole, reply.text().pieces().size(), trouble, pauses));
    }
}
