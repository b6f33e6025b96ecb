package dev.tollgate.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.testing.RawHttp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One row of the table of bad input: what is sent, and the exact refusal that it meets.
 *
 * @param name says what is bad about it
 * @param errorType of Anthropic's envelope; empty where the envelope is {@code {"detail": …}}
 */
record BadRequest(String name, byte[] bytes, int status, String message, String errorType) {

    static final String WALLET = "0xabcdefabcdefabcdefabcdefabcdefabcdefabcd";
    static final String QUOTE = "/api/v1/x402/quote";
    static final String RECHARGE = "/internal/recharge";
    static final String BALANCE = "/api/v1/balance";
    static final String DEPOSIT = "/api/v1/mcp/deposit-confirm";
    static final String MESSAGES = "/api/v1/claude/messages";
    static final String SDK_MESSAGES = "/wallet/v1/messages";
    static final String JSON = "Content-Type: application/json\r\n";

    /** A POST of JSON to an endpoint that answers {@code {"detail": …}}. */
    static BadRequest json(String path, String body, String message) {
        return post(path + " " + shortened(body), path, JSON, body.getBytes(UTF_8), 400, message);
    }

    static BadRequest post(String name, String path, String headerLines, byte[] body, int status, String message) {
        return new BadRequest(name, RawHttp.request("POST", path, headerLines, body), status, message, "");
    }

    /** A message to Claude, on the document's path and on the SDKs' path. */
    static List<BadRequest> message(String body, String message) {
        return message(shortened(body), JSON + wallet(), body.getBytes(UTF_8), 400, message, "invalid_request_error");
    }

    static List<BadRequest> message(
            String name, String headerLines, byte[] body, int status, String message, String errorType) {
        return List.of(
                post(MESSAGES + " " + name, MESSAGES, headerLines, body, status, message),
                new BadRequest(
                        SDK_MESSAGES + " " + name,
                        RawHttp.request("POST", SDK_MESSAGES, headerLines, body),
                        status,
                        message,
                        errorType));
    }

    /** A request without a body. */
    static BadRequest bare(String method, String target, String headerLines, int status, String message) {
        return new BadRequest(
                method + " " + shortened(target),
                RawHttp.request(method, target, headerLines, new byte[0]),
                status,
                message,
                "");
    }

    static String wallet() {
        return "X-User-Address: " + WALLET + "\r\n";
    }

    /** Inputs and their answers in the order in which they are written. */
    @SafeVarargs
    static Map<String, String> inOrder(Map.Entry<String, String>... answers) {
        Map<String, String> inOrder = new LinkedHashMap<>();
        for (Map.Entry<String, String> answer : answers) {
            inOrder.put(answer.getKey(), answer.getValue());
        }
        return inOrder;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 90 ? line : line.substring(0, 60) + "… (" + line.length() + " characters)";
    }

    @Override
    public String toString() {
        return name + " -> " + status;
    }
}
