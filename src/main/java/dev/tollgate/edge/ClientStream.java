package dev.tollgate.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * The client's end of a call, for steps that answer while the route still runs.
 *
 * <p>Not for several threads at once, but for {@link #cut}: whoever writes holds the caller's own lock.
 */
public final class ClientStream {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final HeaderLists headers;
    private final ClientConnections connections;
    private final Workload.Turn turn;
    private volatile boolean answering;
    private boolean over;

    ClientStream(
            HttpServletRequest request,
            HttpServletResponse response,
            HeaderLists headers,
            ClientConnections connections,
            Workload.Turn turn) {
        this.request = request;
        this.response = response;
        this.headers = headers;
        this.connections = connections;
        this.turn = turn;
    }

    /** From now on the call only waits, for its upstream or for the client; the caller must call {@link #works} after. */
    public void rests() {
        turn.rest();
    }

    /** The call goes on. */
    public void works() {
        turn.work();
    }

    /** From now on the edge writes the route's own answer. */
    void answering() {
        answering = true;
    }

    /** Whether the edge writes the route's own answer now. */
    public boolean isAnswering() {
        return answering;
    }

    /** The request is at its end: its connection is not this call's any more. */
    synchronized void over() {
        over = true;
    }

    /**
     * Ends the client's connection, from any thread and though another one is blocked writing to it; that one gets {@link
     * ClientGone}. Does nothing once the request is over.
     */
    public synchronized void cut() {
        if (!over) {
            connections.cut(request.getRemoteAddr(), request.getRemotePort());
        }
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
