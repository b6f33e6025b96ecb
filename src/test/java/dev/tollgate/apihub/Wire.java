package dev.tollgate.apihub;

import dev.tollgate.metering.ClaudeRequestReader;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.OpenAiApi;
import dev.tollgate.metering.OpenAiRequestReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The paths that sell generated text, and how the sandbox's streams look on each. */
enum Wire {
    CHAT("/v1/chat/completions", 1, 4),
    COMPLETIONS("/v1/completions", 0, 3),
    RESPONSES("/v1/responses", 4, 8),
    MESSAGES("/v1/messages", 3, 6);

    private static final long NO_LIMIT = 10_000_000;
    private static final String WITH_USAGE = ", \"stream_options\": {\"include_usage\": true}";

    final String path;

    /** How many events come before the first text. */
    final int eventsBeforeText;

    /** How many events a stream has beside those of its text, where its usage is asked for. */
    final int eventsBesideText;

    Wire(String path, int eventsBeforeText, int eventsBesideText) {
        this.path = path;
        this.eventsBeforeText = eventsBeforeText;
        this.eventsBesideText = eventsBesideText;
    }

    /** A question, whose answer is a stream that shows its usage, or JSON. */
    String question(String model, boolean stream) {
        String more = !stream ? "" : ", \"stream\": true" + (asksForUsage() ? WITH_USAGE : "");
        return question(model, more);
    }

    /** @param more further fields, with the comma before them */
    String question(String model, String more) {
        String content = switch (this) {
            case CHAT, MESSAGES -> "\"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}], \"max_tokens\": 100";
            case COMPLETIONS -> "\"prompt\": \"Hello!\", \"max_tokens\": 100";
            case RESPONSES -> "\"input\": \"Hello!\", \"max_output_tokens\": 100";
        };
        return "{\"model\": \"" + model + "\", " + content + more + "}";
    }

    boolean asksForUsage() {
        return this == CHAT || this == COMPLETIONS;
    }

    /** The request as the application reads it. */
    LlmRequest read(String question) {
        byte[] body = question.getBytes(StandardCharsets.UTF_8);
        OpenAiApi api = api();
        return api == null ? ClaudeRequestReader.read(body, NO_LIMIT) : OpenAiRequestReader.read(body, api, NO_LIMIT);
    }

    /** The event that tells a client of a stream that its upstream has broken off or was silent. */
    String brokenOff(boolean silent, long eventsBefore) {
        String message =
                silent ? "The upstream took too long; the stream was ended" : "The upstream ended the stream early";
        String code = silent ? "timeout" : "upstream_error";
        String error = "\"error\":{\"message\":\"" + message + "\",\"type\":\"server_error\",\"param\":null,\"code\":\""
                + code + "\"}";
        return switch (this) {
            case CHAT, COMPLETIONS -> "data: {" + error + "}";
            case RESPONSES ->
                "event: error\ndata: {\"type\":\"error\",\"code\":\"" + code + "\",\"message\":\"" + message
                        + "\",\"param\":null,\"sequence_number\":" + eventsBefore + "," + error + "}";
            case MESSAGES ->
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\""
                        + (silent ? "timeout_error" : "api_error") + "\",\"message\":\"" + message + "\"}}";
        };
    }

    private @Nullable OpenAiApi api() {
        return switch (this) {
            case CHAT -> OpenAiApi.CHAT;
            case COMPLETIONS -> OpenAiApi.COMPLETIONS;
            case RESPONSES -> OpenAiApi.RESPONSES;
            case MESSAGES -> null;
        };
    }
}
