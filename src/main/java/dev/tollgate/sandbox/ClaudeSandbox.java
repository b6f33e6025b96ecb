package dev.tollgate.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Claude: its Messages API in JSON and SSE, with answers that depend on the request alone.
 *
 * <p>Tokens are counted, {@code max_tokens} truncates, and a wrong request is refused as the real API does. A model
 * named {@code sandbox-…} asks for {@link Trouble}.
 */
public final class ClaudeSandbox implements AutoCloseable {

    private static final String BEARER = "Bearer ";

    private final String apiKey;
    private final ClaudeAnswers answers;
    private final ClaudeTokens tokens = new ClaudeTokens();
    private final Pauses pauses = new Pauses();

    /** @param apiKey the only key to accept; empty for any */
    public ClaudeSandbox(String apiKey, Clock clock) {
        this.apiKey = apiKey;
        this.answers = new ClaudeAnswers(clock);
    }

    /**
     * The API key of a request: {@code x-api-key}, or the bearer token that clients of 2026 send in its place.
     *
     * @return empty if neither header is there
     */
    public static String key(@Nullable String apiKeyHeader, @Nullable String authorization) {
        if (apiKeyHeader != null) {
            return apiKeyHeader.strip();
        }
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return "";
        }
        return authorization.substring(BEARER.length()).strip();
    }

    /**
     * {@code POST /v1/messages}.
     *
     * @param key the API key, see {@link #key}
     * @param version the header {@code anthropic-version}
     * @throws ConnectionCut if the connection must be closed without any response
     */
    public SandboxAnswer messages(String key, @Nullable String version, byte[] body) throws ConnectionCut {
        try {
            checkHeaders(key, version);
            ClaudeRequest request = ClaudeRequest.of(parse(body), false);
            Trouble trouble = Trouble.of(request.model());
            beforeHeaders(trouble);
            if (trouble.status().isPresent()) {
                return answers.error(body, trouble.status().getAsInt(), "The sandbox was asked for this error");
            }
            ClaudeReply reply = ClaudeReply.to(request, trouble, tokens);
            return request.stream() ? stream(body, reply, trouble) : message(body, reply, trouble);
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
            return answers.json(body, ClaudeEvents.json(Map.of("input_tokens", count)));
        } catch (ClaudeError e) {
            return answers.error(body, e.status(), e.message());
        }
    }

    /** {@code GET /v1/models}. */
    public SandboxAnswer models(String key, @Nullable String version) {
        byte[] noBody = {};
        try {
            checkHeaders(key, version);
            return answers.json(noBody, ClaudeEvents.json(ClaudeModels.page()));
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

    private void beforeHeaders(Trouble trouble) throws ConnectionCut {
        if (trouble.stallAfter() == Trouble.BEFORE_HEADERS) {
            pauses.pause(trouble.stallFor());
        }
        if (trouble.cutAfter() == Trouble.BEFORE_HEADERS) {
            throw new ConnectionCut("before any answer");
        }
    }

    private SandboxAnswer stream(byte[] request, ClaudeReply reply, Trouble trouble) {
        return answers.events(request, new TroubledBody(ClaudeEvents.of(reply, trouble), trouble, pauses));
    }

    private SandboxAnswer message(byte[] request, ClaudeReply reply, Trouble trouble) throws ConnectionCut {
        if (trouble.errorAfter() != Trouble.NEVER) {
            return answers.error(request, 529, "Overloaded");
        }
        pauses.pause(trouble.every().multipliedBy(reply.pieces().size()));
        byte[] whole = ClaudeEvents.message(reply, trouble);
        List<byte[]> halves = halves(whole);
        if (trouble.malformedAfter() != Trouble.NEVER) {
            return answers.json(request, halves.get(0));
        }
        if (trouble.stallAfter() == Trouble.NEVER && trouble.cutAfter() == Trouble.NEVER) {
            return answers.json(request, whole);
        }
        return answers.json(request, whole.length, new TroubledBody(halves, trouble.inTwoHalves(), pauses));
    }

    private static List<byte[]> halves(byte[] whole) {
        int middle = whole.length / 2;
        return List.of(Arrays.copyOf(whole, middle), Arrays.copyOfRange(whole, middle, whole.length));
    }
}
