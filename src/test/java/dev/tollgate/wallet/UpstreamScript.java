package dev.tollgate.wallet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.testing.StandIn.Misbehaviour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What an upstream sends, written down event by event; the connection closes where the script ends. */
public final class UpstreamScript {

    /** Input 25, of the cache 3 written and 4 read; the output is the usual placeholder. */
    public static final String MESSAGE_START = event("message_start", """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
            "model":"claude-test-1","content":[],"stop_reason":null,"usage":{"input_tokens":25,\
            "cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":1}}}""");

    public static final String MESSAGE_STOP = event("message_stop", "{\"type\":\"message_stop\"}");

    public static final String PING = event("ping", "{\"type\": \"ping\"}");

    public static final String OVERLOADED =
            event("error", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");

    private static final int PATIENCE_S = 15;

    /** Plays on an open connection whose request was read. */
    @FunctionalInterface
    public interface Play {
        void play(UpstreamScript upstream) throws IOException;
    }

    private final Socket connection;

    private UpstreamScript(Socket connection) {
        this.connection = connection;
    }

    /** A stream: its head, then what the play sends. */
    public static Misbehaviour stream(Play play) {
        return connection -> {
            UpstreamScript upstream = new UpstreamScript(connection);
            upstream.raw("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                    + "connection: close\r\nrequest-id: req_upstream\r\ntransfer-encoding: chunked\r\n\r\n");
            play.play(upstream);
        };
    }

    /** A stream of these parts and its proper end. */
    public static Misbehaviour wholeStream(String... parts) {
        return stream(upstream -> {
            for (String part : parts) {
                upstream.send(part);
            }
            upstream.end();
        });
    }

    /** A whole answer. */
    public static Misbehaviour answer(int status, String body, String... headers) {
        return connection -> {
            byte[] bytes = body.getBytes(UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\nconnection: close\r\n"
                    + "content-type: application/json\r\ncontent-length: " + bytes.length + "\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            UpstreamScript upstream = new UpstreamScript(connection);
            upstream.raw(head + "\r\n");
            connection.getOutputStream().write(bytes);
        };
    }

    public static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    public static String textDelta(String text) {
        return event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text
                        + "\"}}");
    }

    /** The event with the last word on output. */
    public static String messageDelta(int outputTokens) {
        return event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":"
                        + outputTokens + "}}");
    }

    public UpstreamScript send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    /** Sends one chunk. */
    public UpstreamScript send(byte[] bytes) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
        chunk.writeBytes(bytes);
        chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
        connection.getOutputStream().write(chunk.toByteArray());
        return this;
    }

    /** The last chunk. */
    public void end() throws IOException {
        raw("0\r\n\r\n");
    }

    /** Goes on when the test says so. */
    public UpstreamScript waitFor(Semaphore sign) throws IOException {
        try {
            if (!sign.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IOException("the test gave no sign");
            }
            return this;
        } catch (InterruptedException e) {
            throw new IOException("the stand-in stops", e);
        }
    }

    /** Long enough for what was sent to be read. */
    public void pause() throws IOException {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IOException("the stand-in stops", e);
        }
    }

    /** Sends nothing until the connection is closed from the other side. */
    public void silence() throws IOException {
        waitFor(new Semaphore(0));
    }

    /** Closes with a TCP reset instead of an end. */
    public void reset() throws IOException {
        connection.setSoLinger(true, 0);
    }

    private void raw(String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(ISO_8859_1));
    }
}
