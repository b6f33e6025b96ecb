package dev.tollgate.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * The client's end of a call, for steps that answer while the route still runs.
 *
 * <p>Not for several threads at once: whoever writes holds the caller's own lock.
 */
public final class ClientStream {

    private final HttpServletResponse response;
    private final HeaderLists headers;

    ClientStream(HttpServletResponse response, HeaderLists headers) {
        this.response = response;
        this.headers = headers;
    }

    /** Whether the status line may already be on its way; the route's own answer is then dropped. */
    public boolean started() {
        return response.isCommitted();
    }

    /** Sends status and headers; header names that may not leave are left out. */
    public void start(int status, Map<String, String> answerHeaders) {
        response.setStatus(status);
        answerHeaders.forEach((name, value) -> {
            if (headers.mayLeave(name)) {
                response.setHeader(name, value);
            }
        });
    }

    /**
     * Writes without flushing.
     *
     * @throws ClientGone if the client is gone
     */
    public void write(byte[] bytes, int from, int length) throws ClientGone {
        try {
            out().write(bytes, from, length);
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    /**
     * Sends what was written, and the status line before it.
     *
     * @throws ClientGone if the client is gone
     */
    public void flush() throws ClientGone {
        try {
            response.flushBuffer();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    private OutputStream out() throws IOException {
        return response.getOutputStream();
    }

    /** The client's connection is closed or broken. */
    public static final class ClientGone extends IOException {
        ClientGone(IOException cause) {
            super("the client is gone", cause);
        }
    }
}
