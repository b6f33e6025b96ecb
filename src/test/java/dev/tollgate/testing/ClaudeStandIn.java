package dev.tollgate.testing;

import dev.tollgate.sandbox.ClaudeSandbox;
import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.SandboxAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's Claude on a port of its own: an upstream for tests that shows what it received and can be told to
 * misbehave, by the model's name ({@code src/docs/sandbox.md}) or, below HTTP, by a script.
 *
 * <pre>{@code
 * try (ClaudeStandIn claude = ClaudeStandIn.start()) {
 *     // CLAUDE_BACKEND_URL = claude.messagesUrl()
 *     claude.next(ClaudeStandIn.reset());
 *     ...
 *     assertThat(claude.takeRequest().header("x-api-key")).hasValue("sandbox-key");
 * }
 * }</pre>
 */
public final class ClaudeStandIn implements AutoCloseable {

    /** What happens to one request in place of an answer. Whatever it does to the socket, it is closed afterwards. */
    @FunctionalInterface
    public interface Misbehaviour {
        void serve(Socket connection) throws IOException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ClaudeSandbox claude = new ClaudeSandbox("", Clock.systemUTC());
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<ReceivedRequest> untaken = new LinkedBlockingQueue<>();
    private final Queue<Misbehaviour> script = new ConcurrentLinkedQueue<>();
    private final LoopbackServer server;

    private ClaudeStandIn() throws IOException {
        this.server = new LoopbackServer(this::handle);
    }

    /** Starts one on a free port of the loopback address. */
    public static ClaudeStandIn start() {
        try {
            return new ClaudeStandIn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.port();
    }

    /** What to set CLAUDE_BACKEND_URL to. */
    public URI messagesUrl() {
        return URI.create("http://127.0.0.1:" + port() + "/v1/messages");
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

    /** The next request meets this; called again, the one after it does. Without a script, Claude answers. */
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
        claude.close();
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
            HttpAnswer.write(answer(request), connection.getOutputStream());
            return true;
        } catch (ConnectionCut e) {
            return false;
        }
    }

    private SandboxAnswer answer(ReceivedRequest request) throws ConnectionCut {
        String key = ClaudeSandbox.key(
                request.header("x-api-key").orElse(null),
                request.header("authorization").orElse(null));
        String version = request.header("anthropic-version").orElse(null);
        return switch (request.path().replaceFirst("\\?.*", "")) {
            case "/v1/messages" -> claude.messages(key, version, request.body());
            case "/v1/messages/count_tokens" -> claude.countTokens(key, version, request.body());
            case "/v1/models" -> claude.models(key, version);
            default -> HttpAnswer.notFound();
        };
    }

    private static void pause(Duration duration) throws ConnectionCut {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new ConnectionCut("the stand-in stops");
        }
    }
}
