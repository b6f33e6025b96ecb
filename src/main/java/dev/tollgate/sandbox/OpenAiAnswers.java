package dev.tollgate.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Answers with the headers of the real API: request id, rate limits, {@code retry-after} where one can try again. */
final class OpenAiAnswers {

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream; charset=utf-8";
    private static final String RETRY_AFTER_SECONDS = "7";

    private OpenAiAnswers() {}

    static SandboxAnswer json(byte[] request, TroubledJson json) {
        return new SandboxAnswer(200, headers(JSON, request), OptionalLong.of(json.length()), json.body());
    }

    static SandboxAnswer events(byte[] request, SandboxBody body) {
        Map<String, String> headers = headers(EVENTS, request);
        headers.put("cache-control", "no-cache");
        return new SandboxAnswer(200, headers, OptionalLong.empty(), body);
    }

    static SandboxAnswer error(byte[] request, OpenAiError error) {
        byte[] body = Wire.json(error.envelope());
        Map<String, String> headers = headers(JSON, request);
        if (error.status() == 429 || error.status() == 503 || error.status() == 529) {
            headers.put("retry-after", RETRY_AFTER_SECONDS);
        }
        return new SandboxAnswer(error.status(), headers, OptionalLong.of(body.length), client -> client.write(body));
    }

    private static Map<String, String> headers(String contentType, byte[] request) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", contentType);
        headers.put("x-request-id", "req_" + SandboxId.of(request));
        headers.put("openai-organization", "tollgate-sandbox");
        headers.put("openai-processing-ms", "42");
        headers.put("openai-version", "2020-10-01");
        headers.put("x-ratelimit-limit-requests", "10000");
        headers.put("x-ratelimit-remaining-requests", "9999");
        headers.put("x-ratelimit-reset-requests", "6ms");
        headers.put("x-ratelimit-limit-tokens", "2000000");
        headers.put("x-ratelimit-remaining-tokens", "1999000");
        headers.put("x-ratelimit-reset-tokens", "30ms");
        return headers;
    }
}
