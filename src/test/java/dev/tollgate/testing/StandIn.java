package dev.tollgate.testing;

import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.SandboxAnswer;
import dev.tollgate.sandbox.SandboxKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One of the sandbox's stand-ins on a port of its own: an upstream for tests that shows what it received and can be told
 * to misbehave, by the model's name ({@code src/docs/sandbox.md}) or, below HTTP, by a script.
 */
public abstract class StandIn implements AutoCloseable {

    /** What happens to one request in place of an answer. Whatever it does to the socket, it is closed afterwards. */
    @FunctionalInterface
    public interface Misbehaviour {
        void serve(Socket connection) throws IOException;
    }

    /** What answers where no script says otherwise. */
    interface Sandbox {
        SandboxAnswer answer(ReceivedRequest request) throws ConnectionCut;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<ReceivedRequest> untaken = new LinkedBlockingQueue<>();
    private final Queue<Misbehaviour> script = new ConcurrentLinkedQueue<>();
    private final Sandbox sandbox;
    private final LoopbackServer server;

    /** Serves on a free port of the loopback address. */
    StandIn(Sandbox sandbox) {
        this.sandbox = sandbox;
        try {
            this.server = new LoopbackServer(this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.port();
    }

    /** All requests so far, in the order of their arrival. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits for the next request that wasn't taken yet. */
    public ReceivedRequest takeRequest() {
        try {
            ReceivedRequest request = untaken.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("no request arrived within " + PATIENCE);
            }
            return request;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a request", e);
        }
    }

    /** How many connections were opened to it so far. */
    public int connectionsAccepted() {
        return server.accepted();
    }

    /** How many connections to it are open. */
    public int connectionsOpen() {
        return server.open();
    }

    /** The next request meets this; called again, the one after it does. Without a script, the sandbox answers. */
    public void next(Misbehaviour misbehaviour) {
        script.add(misbehaviour);
    }

    /** From now on new connections are refused, on the level of TCP. */
    public void refuseConnections() {
        try {
            server.refuse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes new connections again, on the same port. */
    public void acceptConnections() {
        try {
            server.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets requests and script. */
    public void forget() {
        requests.clear();
        untaken.clear();
        script.clear();
    }

    /** Closes the connection with a TCP reset. */
    public static Misbehaviour reset() {
        return connection -> connection.setSoLinger(true, 0);
    }

    /** Closes the connection without a byte. */
    public static Misbehaviour noAnswer() {
        return connection -> {};
    }

    /** Sends these bytes, whatever they are, and closes the connection. */
    public static Misbehaviour raw(byte[] bytes) {
        return connection -> {
            connection.getOutputStream().write(bytes);
            connection.getOutputStream().flush();
        };
    }

    /** Sends this text as UTF-8, whatever it is, and closes the connection. */
    public static Misbehaviour raw(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends this text and then nothing, until the client gives up. */
    public static Misbehaviour rawThenSilence(String text) {
        return connection -> {
            raw(text).serve(connection);
            pause(Duration.ofMinutes(10));
        };
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean handle(ReceivedRequest request, Socket connection) throws IOException {
        requests.add(request);
        untaken.add(request);
        Misbehaviour misbehaviour = script.poll();
        if (misbehaviour != null) {
            misbehaviour.serve(connection);
            return false;
        }
        try {
            HttpAnswer.write(sandbox.answer(request), connection.getOutputStream());
            return true;
        } catch (ConnectionCut e) {
            return false;
        }
    }

    /** The API key that the request came with; empty for none. */
    static String key(ReceivedRequest request) {
        return SandboxKey.of(
                request.header("x-api-key").orElse(null),
                request.header("authorization").orElse(null));
    }

    private static void pause(Duration duration) throws ConnectionCut {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new ConnectionCut("the stand-in stops");
        }
    }
}
