package dev.tollgate.edge;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * What a client still sends after its request was refused.
 *
 * <p>It is read and dropped, because many clients don't look at the answer before they have sent everything. Tomcat
 * would do so too, but for as long as the client likes.
 */
final class UnwantedBody {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    private static final int PART_BYTES = 16 * 1024;

    private UnwantedBody() {}

    /** Reads a body that has come already; returns whether that was all of it, so that another request may follow. */
    static boolean isAtHand(HttpServletRequest request) throws IOException {
        if (!hasBody(request)) {
            return true;
        }
        ServletInputStream in = request.getInputStream();
        byte[] part = new byte[PART_BYTES];
        long left = request.getContentLengthLong();
        while (left > 0 && in.available() > 0) {
            left -= in.read(part);
        }
        return left == 0;
    }

    /** Sends the answer, then reads on for a while; a client that is not done by then loses its connection. */
    static void drop(HttpServletRequest request, HttpServletResponse response) {
        if (!hasBody(request) || request.getHeader("Expect") != null) {
            return; // who waits for a 100 sends nothing after a refusal
        }
        try {
            ServletInputStream in = request.getInputStream();
            if (!in.isFinished()) {
                response.flushBuffer();
                drop(request, in);
            }
        } catch (IOException e) {
            // the client is gone, or what it sends is no body
        }
    }

    private static void drop(HttpServletRequest request, ServletInputStream in) throws IOException {
        byte[] part = new byte[PART_BYTES];
        long beganNanos = System.nanoTime();
        long dropped = 0;
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            dropped += read;
            if (dropped > MOST_BYTES || System.nanoTime() - beganNanos > PATIENCE.toNanos()) {
                request.setAttribute(JsonErrorValve.LEAVE_BODY, true);
                return;
            }
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }
}
