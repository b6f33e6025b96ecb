package dev.tollgate.liqpass;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.testing.RawHttp;
import java.util.Map;

/**
 * One row of the table of bad input: what is sent, and the exact refusal that it meets.
 *
 * @param headerLines with names in braces, such as {@code {token}}, where something of the test's run belongs; so the body
 *     and the target
 * @param code {@code -} where the path is nobody's and the answer has no family's envelope
 * @param message what comes after … is left open
 */
record BadRequest(
        String method, String target, String headerLines, byte[] body, int status, String code, String message) {

    static final String JSON = "Content-Type: application/json\r\n";
    static final String KEY = "Idempotency-Key: {key}\r\n";
    static final String TOKEN = "Authorization: Bearer {token}\r\n";

    /** A POST that would be fine but for its body: 400. */
    static BadRequest invalid(String target, String headerLines, String body, String message) {
        return of("POST", target, headerLines, body, 400, "INVALID_REQUEST", message);
    }

    static BadRequest of(
            String method, String target, String headerLines, String body, int status, String code, String message) {
        return new BadRequest(method, target, headerLines, body.getBytes(UTF_8), status, code, message);
    }

    /** The request as it goes over the wire, headers in UTF-8; its names replaced. */
    byte[] bytes(Map<String, String> names) {
        String headers = new String(replaced(headerLines, names).getBytes(UTF_8), ISO_8859_1);
        return RawHttp.request(
                method,
                replaced(target, names),
                headers,
                replaced(new String(body, ISO_8859_1), names).getBytes(ISO_8859_1));
    }

    private static String replaced(String text, Map<String, String> names) {
        String replaced = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            replaced = replaced.replace("{" + name.getKey() + "}", name.getValue());
        }
        return replaced;
    }

    @Override
    public String toString() {
        String line = (method + " " + target + " " + headerLines.replace(JSON, "") + new String(body, UTF_8))
                .replaceAll("[\\s\\p{Cntrl}]+", " ");
        return (line.length() <= 150 ? line : line.substring(0, 110) + "… (" + line.length() + ")") + " -> " + status
                + " " + message;
    }
}
