package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.1 request on a socket of its own, byte for byte as the test writes it: for what an HTTP client would
 * refuse to send, or would repair.
 */
public final class RawHttp {

    private static final int PATIENCE_MS = 30_000;

    /**
     * An answer.
     *
     * @param headers by lower-case name
     */
    public record Answer(int status, Map<String, List<String>> headers, byte[] body) {

        /** The first value of a header, by its lower-case name. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
        }

        public String text() {
            return new String(body, UTF_8);
        }
    }

    private RawHttp() {}

    /** Opens a connection to a URL's host and port. */
    public static Socket connect(String url) {
        try {
            Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
            socket.setSoTimeout(PATIENCE_MS);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends all of a request, or as much of it as the server takes, then reads its answer. */
    public static Answer send(String url, byte[] request) {
        try (Socket socket = connect(url)) {
            offer(socket, request);
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server may refuse and close before it has read everything: its answer is already here then. */
    private static void offer(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
        } catch (IOException closedByTheServer) {
            // whether it answered first, the read tells
        }
    }

    /** Header lines, each with its own line break. */
    public static String lines(String... headerLines) {
        return String.join(
                "", List.of(headerLines).stream().map(line -> line + "\r\n").toList());
    }

    /** A request with a host, a Content-Length where there is a body, and a connection that ends with its answer. */
    public static byte[] request(String method, String target, String headerLines, byte[] body) {
        String length = body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n";
        return concat(head(method, target, length + "Connection: close\r\n" + headerLines), body);
    }

    /** Request line and headers, with a host and nothing else that the test doesn't say. */
    public static byte[] head(String method, String target, String headerLines) {
        return (method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headerLines + "\r\n").getBytes(ISO_8859_1);
    }

    /** Reads one answer; interim ones (1xx) count. */
    public static Answer read(InputStream in) throws IOException {
        String statusLine = line(in);
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new IOException("no status line: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return new Answer(status, headers, status < 200 ? new byte[0] : body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length").get(0)));
        }
        if (!headers.containsKey("transfer-encoding")) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = chunkLength(in); length > 0; length = chunkLength(in)) {
            body.writeBytes(in.readNBytes(length));
            line(in);
        }
        return body.toByteArray();
    }

    private static int chunkLength(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** A head and its body, to be sent in one go. */
    public static byte[] concat(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
