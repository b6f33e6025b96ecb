package dev.tollgate.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads HTTP/1.1 answers as their bytes come in, keeping of the head only what a load looks at.
 *
 * <p>One per connection, used again for each answer.
 */
final class AnswerReader {

    private static final int MAX_LINE_BYTES = 16 * 1024;

    private enum State {
        STATUS,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        TO_THE_END,
        DONE
    }

    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int lineLength;
    private State state = State.STATUS;
    private long left;
    private boolean chunked;
    private boolean lengthGiven;
    private int status;
    private boolean retryAfter;
    private boolean closes;

    /** Makes ready for the next answer. */
    void reset() {
        state = State.STATUS;
        lineLength = 0;
        left = 0;
        chunked = false;
        lengthGiven = false;
        status = 0;
        retryAfter = false;
        closes = false;
    }

    int status() {
        return status;
    }

    /** Whether the answer says, in whole seconds, when to try again. */
    boolean retryAfter() {
        return retryAfter;
    }

    /** Whether the server ends the connection after this answer. */
    boolean closes() {
        return closes;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /**
     * Takes what has come in.
     *
     * @param body gets the body's bytes, without their framing
     * @throws IOException if this is no HTTP
     */
    void read(byte[] bytes, int length, BodyPart body) throws IOException {
        int at = 0;
        while (at < length && state != State.DONE) {
            switch (state) {
                case BODY, CHUNK, TO_THE_END -> at += part(bytes, at, length, body);
                default -> {
                    byte next = bytes[at++];
                    if (next == '\n') {
                        endOfLine();
                    } else if (lineLength == MAX_LINE_BYTES) {
                        throw new IOException("a header line without an end");
                    } else {
                        line[lineLength++] = next;
                    }
                }
            }
        }
        if (at < length) {
            throw new IOException("bytes after the answer");
        }
    }

    /** @throws EOFException if the answer needed more than it had */
    void endOfInput() throws EOFException {
        if (state != State.TO_THE_END) {
            throw new EOFException(status == 0 ? "closed without an answer" : "closed in the middle of an answer");
        }
        closes = true;
        state = State.DONE;
    }

    private int part(byte[] bytes, int at, int length, BodyPart body) {
        int size = state == State.TO_THE_END ? length - at : (int) Math.min(left, length - at);
        body.part(bytes, at, size);
        left -= size;
        if (left == 0 && state == State.BODY) {
            state = State.DONE;
        } else if (left == 0 && state == State.CHUNK) {
            state = State.CHUNK_END;
        }
        return size;
    }

    private void endOfLine() throws IOException {
        int length = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        lineLength = 0;
        switch (state) {
            case STATUS -> statusLine(length);
            case HEADERS -> {
                if (length == 0) {
                    endOfHead();
                } else {
                    header(length);
                }
            }
            case CHUNK_SIZE -> chunkSize(length);
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILERS -> state = length == 0 ? State.DONE : State.TRAILERS;
            default -> throw new IllegalStateException(state.name());
        }
    }

    private void statusLine(int length) throws IOException {
        String text = text(length);
        if (!text.startsWith("HTTP/1.1 ") || length < 12) {
            throw new IOException("not a status line: " + text);
        }
        status = Integer.parseInt(text.substring(9, 12));
        state = State.HEADERS;
    }

    /** Most headers are not looked at, and are told by their first letter. */
    private void header(int length) {
        switch (line[0] | 0x20) {
            case 'c', 't', 'r' -> {
                String text = text(length).toLowerCase(Locale.ROOT);
                int colon = text.indexOf(':');
                String value = text.substring(colon + 1).strip();
                switch (text.substring(0, Math.max(0, colon))) {
                    case "content-length" -> {
                        left = Long.parseLong(value);
                        lengthGiven = true;
                    }
                    case "transfer-encoding" -> chunked = value.equals("chunked");
                    case "connection" -> closes = value.equals("close");
                    case "retry-after" -> retryAfter = value.matches("\\d{1,9}");
                    default -> {}
                }
            }
            default -> {}
        }
    }

    private void endOfHead() {
        if (status == 100) {
            reset();
        } else if (chunked) {
            left = 0;
            state = State.CHUNK_SIZE;
        } else if (lengthGiven) {
            state = left == 0 ? State.DONE : State.BODY;
        } else {
            state = State.TO_THE_END;
        }
    }

    private void chunkSize(int length) throws IOException {
        try {
            left = Long.parseLong(text(length).split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk's size: " + text(length), e);
        }
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }

    private String text(int length) {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
