package dev.tollgate.wallet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes its answer byte by byte from the socket, so that a test sees when something arrives, reads slowly
 * or not at all, and goes away as it likes.
 */
public final class StreamClient implements AutoCloseable {

    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final int status;
    private final Map<String, String> headers = new TreeMap<>();
    private int chunkLeft;
    private boolean atEnd;

    private StreamClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.status = Integer.parseInt(line().split(" ", 3)[1]);
        for (String header = line(); !header.isEmpty(); header = line()) {
            String[] nameAndValue = header.split(":\\s*", 2);
            headers.put(nameAndValue[0].toLowerCase(Locale.ROOT), nameAndValue[1]);
        }
    }

    /** POSTs, and returns once the answer's head is there. */
    public static StreamClient post(String url, String json, String wallet, String... headers) {
        try {
            return new StreamClient(send(url, json, wallet, headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** POSTs and doesn't wait for anything. */
    public static Socket send(String url, String json, String wallet, String... headers) throws IOException {
        URI uri = URI.create(url);
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024); // so that a client that doesn't read is soon felt
        socket.connect(new java.net.InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        byte[] body = json.getBytes(UTF_8);
        StringBuilder head = new StringBuilder("POST " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nContent-Type: application/json\r\nX-User-Address: " + wallet + "\r\nContent-Length: "
                + body.length + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return socket;
    }

    public int status() {
        return status;
    }

    /** A header by its lower-case name, or an empty string. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The next event with its empty line; null at the stream's proper end. */
    public @Nullable String event() {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        for (int b = read(); b >= 0; b = read()) {
            event.write(b);
            String text = event.toString(UTF_8);
            if (text.endsWith("\n\n") || text.endsWith("\n\r\n")) {
                return text;
            }
        }
        if (event.size() > 0) {
            throw new AssertionError("half an event at the end: " + event.toString(UTF_8));
        }
        return null;
    }

    /** The next event that isn't one of our pings. */
    public @Nullable String eventButPing() {
        String event = event();
        while (event != null && event.startsWith("event: ping\n")) {
            event = event();
        }
        return event;
    }

    /** All that is left, to the answer's proper end. */
    public byte[] rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (int b = read(); b >= 0; b = read()) {
            rest.write(b);
            rest.writeBytes(restOfChunk());
        }
        return rest.toByteArray();
    }

    public String restText() {
        return new String(rest(), UTF_8);
    }

    /** Goes away with a TCP reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next byte of the body, or -1 at its proper end. */
    private int read() {
        try {
            if (chunkLeft == 0 && !atEnd) {
                nextChunk();
            }
            if (atEnd) {
                return -1;
            }
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the answer was cut");
            }
            taken(1);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] restOfChunk() {
        try {
            byte[] bytes = in.readNBytes(chunkLeft);
            if (bytes.length < chunkLeft) {
                throw new EOFException("the answer was cut");
            }
            if (chunkLeft > 0) {
                taken(bytes.length);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void taken(int bytes) throws IOException {
        chunkLeft -= bytes;
        if (chunkLeft == 0 && isChunked()) {
            line();
        }
    }

    private void nextChunk() throws IOException {
        if (isChunked()) {
            chunkLeft = Integer.parseInt(line(), 16);
            atEnd = chunkLeft == 0;
        } else {
            String length = headers.remove("content-length");
            chunkLeft = length == null ? 0 : Integer.parseInt(length);
            atEnd = chunkLeft == 0;
        }
    }

    private boolean isChunked() {
        return header("transfer-encoding").equals("chunked");
    }

    private String line() throws IOException {
        byte[] line = new byte[16 * 1024];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed");
            }
            line[length++] = (byte) b;
        }
        return new String(Arrays.copyOf(line, length), ISO_8859_1).strip();
    }
}
