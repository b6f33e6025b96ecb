package dev.tollgate.apihub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.testing.RawHttp;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One row of the table of bad input: what is sent, and the exact refusal that it meets.
 *
 * @param name says what is bad about it
 * @param headerLines with {@code {key}} and {@code {token}} where an API key and an access token of the caller's belong
 * @param message as the envelope has it
 */
record BadCall(
        String name,
        String method,
        String target,
        String headerLines,
        byte[] body,
        Envelope envelope,
        int status,
        String message) {

    static final String CHAT = "/v1/chat/completions";
    static final String MESSAGES = "/v1/messages";
    static final String JSON = "Content-Type: application/json\r\n";
    static final String KEY = "Authorization: Bearer {key}\r\n";
    static final String TOKEN = "Authorization: Bearer {token}\r\n";
    static final String GOOD =
            "{\"model\":\"sandbox\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    /** The shapes of the family's errors. */
    enum Envelope {
        OPENAI,
        ANTHROPIC,
        DETAIL,
        FIELDS;

        private static Envelope of(String target) {
            if (!target.startsWith("/v1")) {
                return DETAIL;
            }
            return target.equals(MESSAGES) || target.startsWith(MESSAGES + "?") ? ANTHROPIC : OPENAI;
        }
    }

    /** A POST of JSON with a good key, 400. */
    static BadCall json(String path, String body, String message) {
        return json(body, path, body.getBytes(UTF_8), message);
    }

    static BadCall json(String name, String path, byte[] body, String message) {
        return of(name, "POST", path, JSON + KEY, body, 400, message);
    }

    /** A chat, or a message, that would be fine but for what is around its body. */
    static BadCall good(String name, String path, String headerLines, int status, String message) {
        return of(name, "POST", path, headerLines, GOOD.getBytes(UTF_8), status, message);
    }

    /** A request without a body. */
    static BadCall bare(String method, String target, String headerLines, int status, String message) {
        return of("", method, target, headerLines, new byte[0], status, message);
    }

    static BadCall of(
            String name, String method, String target, String headerLines, byte[] body, int status, String message) {
        return new BadCall(name, method, target, headerLines, body, Envelope.of(target), status, message);
    }

    /** Lines of {@code path | body | message}. */
    static Stream<BadCall> table(String lines) {
        return lines.lines().map(line -> line.split(" +\\| +", 3)).map(cells -> json(cells[0], cells[1], cells[2]));
    }

    /** The same, refused before it is known what it asks for, or field by field. */
    BadCall in(Envelope other) {
        return new BadCall(name, method, target, headerLines, body, other, status, message);
    }

    /** The request as it goes over the wire; headers in UTF-8. */
    byte[] bytes(String key, String token) {
        String headers = headerLines
                .replace("{KEY}", key.toUpperCase(Locale.ROOT))
                .replace("{key}", key)
                .replace("{token}", token);
        return RawHttp.request(method, target, new String(headers.getBytes(UTF_8), ISO_8859_1), body);
    }

    @Override
    public String toString() {
        String line = (method + " " + target + " " + name).replaceAll("[\\s\\p{Cntrl}]+", " ");
        return (line.length() <= 120 ? line : line.substring(0, 80) + "… (" + line.length() + ")") + " -> " + status;
    }
}
