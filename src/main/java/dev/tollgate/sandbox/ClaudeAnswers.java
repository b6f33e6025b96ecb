package dev.tollgate.sandbox;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Answers with the headers of the real API: request id, rate limits, {@code retry-after} where one can try again. */
final class ClaudeAnswers {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream; charset=utf-8";
    private static final String RETRY_AFTER_SECONDS = "7";
    private static final int REQUESTS_A_MINUTE = 4_000;
    private static final int INPUT_TOKENS_A_MINUTE = 2_000_000;
    private static final int OUTPUT_TOKENS_A_MINUTE = 400_000;

    private final Clock clock;

    ClaudeAnswers(Clock clock) {
        this.clock = clock;
    }

    /** A body in one piece. */
    SandboxAnswer json(byte[] request, byte[] body) {
        return json(request, TroubledJson.plain(body));
    }

    /** A body in one piece that is written in a troubled way. */
    SandboxAnswer json(byte[] request, TroubledJson json) {
        return new SandboxAnswer(200, headers(JSON, requestId(request)), OptionalLong.of(json.length()), json.body());
    }

    SandboxAnswer events(byte[] request, SandboxBody body) {
        Map<String, String> headers = headers(EVENTS, requestId(request));
        headers.put("cache-control", "no-cache");
        return new SandboxAnswer(200, headers, OptionalLong.empty(), body);
    }

    SandboxAnswer error(byte[] request, int status, String message) {
        String requestId = requestId(request);
        Map<String, Object> envelope = errorBody(status, message);
        envelope.put("request_id", requestId);
        byte[] body = Wire.json(envelope);
        Map<String, String> headers = headers(JSON, requestId);
        if (status == 429 || status == 503 || status == 529) {
            headers.put("retry-after", RETRY_AFTER_SECONDS);
        }
        return new SandboxAnswer(status, headers, OptionalLong.of(body.length), client -> client.write(body));
    }

    /** Anthropic's error envelope, as an {@code error} event has it; a response adds {@code request_id}. */
    static Map<String, Object> errorBody(int status, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", ClaudeError.typeOf(status));
        error.put("message", message);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("error", error);
        return body;
    }

    private Map<String, String> headers(String contentType, String requestId) {
        String reset =
                clock.instant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60).toString();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", contentType);
        headers.put("request-id", requestId);
        limit(headers, "requests", REQUESTS_A_MINUTE, reset);
        limit(headers, "input-tokens", INPUT_TOKENS_A_MINUTE, reset);
        limit(headers, "output-tokens", OUTPUT_TOKENS_A_MINUTE, reset);
        return headers;
    }

    private static void limit(Map<String, String> headers, String what, int limit, String reset) {
        headers.put("anthropic-ratelimit-" + what + "-limit", Integer.toString(limit));
        headers.put("anthropic-ratelimit-" + what + "-remaining", Integer.toString(limit - 1));
        headers.put("anthropic-ratelimit-" + what + "-reset", reset);
    }

    private static String requestId(byte[] request) {
        return "req_" + SandboxId.of(request);
    }
}
