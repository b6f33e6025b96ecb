package dev.tollgate.edge;

import dev.tollgate.refusal.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.coyote.Response;

/**
 * A refusal that leaves its connection open. Tomcat closes every connection that it answers 503 on: under overload each
 * refused client would come back with a new one, which costs more than the refusal.
 *
 * <p>So it is written past Tomcat's own head of an answer, as bytes. Its request's body must have been read.
 */
final class KeptRefusal {

    private final byte[] answer;

    private KeptRefusal(byte[] answer) {
        this.answer = answer;
    }

    /** @param body JSON */
    static KeptRefusal of(Refusal refusal, String requestId, byte[] body) {
        StringBuilder head = new StringBuilder(512)
                .append("HTTP/1.1 ")
                .append(refusal.status())
                .append(" \r\n");
        append(head, RequestId.HEADER, requestId);
        append(head, "Content-Type", "application/json");
        append(head, "Content-Length", Integer.toString(body.length));
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            append(head, "Retry-After", RetryAfter.seconds(retryAfter));
        }
        SecurityHeaders.forEach((name, value) -> append(head, name, value));
        byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return new KeptRefusal(ByteBuffer.allocate(headBytes.length + body.length)
                .put(headBytes)
                .put(body)
                .array());
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Writes the whole answer; nothing may have been written before. */
    void write(Response response) throws IOException {
        response.setCommitted(true);
        response.setStatus(HttpServletResponse.SC_OK); // by its status, again, Tomcat decides whether to close
        response.doWrite(ByteBuffer.wrap(answer));
    }
}
