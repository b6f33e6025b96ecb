package dev.tollgate.testing;

import dev.tollgate.testing.ReceivedRequest.Outcome;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 server on the loopback address whose handler gets the socket itself, so that it can misbehave below
 * the level of HTTP. It keeps connections alive, and notices a client that goes away while its answer is being written.
 */
final class LoopbackServer implements AutoCloseable {

    /** Answers one request. */
    interface Handler {

        /** @return whether the connection is still good for another request; if not, it is closed */
        boolean handle(ReceivedRequest request, Socket connection) throws IOException;
    }

    private static final int BACKLOG = 2_048;
    private static final long STACK_BYTES = 256 * 1024;

    private final Handler handler;
    private final ExecutorService threads = Executors.newCachedThreadPool(LoopbackServer::thread);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final int port;
    private volatile ServerSocket listener;
    private volatile Future<?> accepting;

    LoopbackServer(Handler handler) throws IOException {
        this.handler = handler;
        this.listener = listen(0);
        this.accepting = threads.submit(this::acceptAll);
        this.port = listener.getLocalPort();
    }

    int port() {
        return port;
    }

    /** How many connections were accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** Connections that are open now. */
    int open() {
        return connections.size();
    }

    /** From now on new connections are refused; open ones stay. */
    void refuse() throws IOException {
        listener.close();
        try {
            accepting.get(5, TimeUnit.SECONDS); // the system listens on as long as a thread is in accept()
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the loopback server doesn't end its accept()", e);
        }
    }

    /** Takes connections again, on the same port. */
    void accept() throws IOException {
        if (listener.isClosed()) {
            listener = listen(port);
            accepting = threads.submit(this::acceptAll);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a handler of the loopback server doesn't end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket listen(int onPort) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), BACKLOG);
        return socket;
    }

    private void acceptAll() {
        ServerSocket socket = listener;
        while (true) {
            Socket connection;
            try {
                connection = socket.accept();
            } catch (IOException e) {
                return; // closed
            }
            accepted.incrementAndGet();
            connections.add(connection);
            threads.execute(() -> serve(connection));
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            PushbackInputStream in = new PushbackInputStream(new BufferedInputStream(connection.getInputStream()));
            boolean goOn = !atEnd(in);
            while (goOn) {
                goOn = exchange(read(in, connection), connection, in);
            }
        } catch (IOException e) {
            // the client is gone, or the handler closed the socket: either ends this connection and nothing else
        } finally {
            connections.remove(connection);
        }
    }

    /** Answers on a second thread while this one listens, because only a reader learns that a client went away. */
    private boolean exchange(ReceivedRequest request, Socket connection, PushbackInputStream in) throws IOException {
        CompletableFuture<Boolean> answered = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                boolean good = handler.handle(request, connection);
                request.outcome().complete(good ? Outcome.ANSWERED : Outcome.CUT);
                if (!good) {
                    connection.close();
                }
                answered.complete(good);
            } catch (IOException | RuntimeException e) {
                request.outcome().complete(Outcome.CLIENT_GONE);
                answered.complete(false);
            }
        });
        boolean gone;
        try {
            gone = atEnd(in);
        } catch (IOException e) {
            gone = true;
        }
        if (gone) {
            request.outcome().complete(Outcome.CLIENT_GONE); // no effect on one that is answered
            return false;
        }
        return answered.join();
    }

    private static boolean atEnd(PushbackInputStream in) throws IOException {
        int next = in.read();
        if (next >= 0) {
            in.unread(next);
        }
        return next < 0;
    }

    private static ReceivedRequest read(InputStream in, Socket connection) throws IOException {
        String[] requestLine = line(in).split(" ", 3);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        if (headers.containsKey("expect")) {
            connection.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return new ReceivedRequest(
                requestLine[0], requestLine[1], headers, body(in, headers), new CompletableFuture<>());
    }

    private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            return chunks(in);
        }
        int length = Integer.parseInt(
                headers.getOrDefault("content-length", List.of("0")).get(0));
        return exactly(in, length);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            body.writeBytes(exactly(in, length));
            line(in);
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "loopback-server", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
