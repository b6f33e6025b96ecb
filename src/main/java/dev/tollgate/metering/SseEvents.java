package dev.tollgate.metering;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream of server-sent events into whole events, whatever the chunks it arrives in.
 *
 * <p>An event ends with an empty line; lines end with LF, CRLF or CR. Events are handed over as ranges of one internal
 * buffer, with their empty line, so that the ranges put together are the stream byte for byte. An empty line or a
 * comment alone is handed over too: it keeps somebody's connection alive. Nothing waits for the next event: a
 * CR waits for one byte more, which may be its LF, unless the line before it has shown that this stream uses CR alone.
 *
 * <p>Not for several threads at once.
 */
public final class SseEvents {

    /** The largest event accepted, in bytes. */
    public static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;

    private static final int FIRST_BUFFER_BYTES = 16 * 1024;

    /** Takes whole events. */
    @FunctionalInterface
    public interface Sink {

        /**
         * @param buffer holds the event; belongs to the caller again after the return
         * @param from the event's first byte
         * @param to the byte after its empty line
         */
        void event(byte[] buffer, int from, int to) throws IOException;
    }

    private final int maxEventBytes;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];

    /** The first byte of the event under way. */
    private int start;

    /** The first byte of the line under way. */
    private int lineStart;

    /** The first byte not looked at yet. */
    private int scanned;

    /** The byte after the last one received. */
    private int end;

    /** Whether the line before this one ended with a CR that no LF followed. */
    private boolean afterLoneCr;

    public SseEvents() {
        this(MAX_EVENT_BYTES);
    }

    SseEvents(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Reads once, what is there, and hands over the events that are whole by now.
     *
     * @return the bytes read, -1 at the end of the stream
     * @throws IOException from the stream or the sink, or if an event is larger than {@link #MAX_EVENT_BYTES}
     */
    public int readFrom(InputStream in, Sink sink) throws IOException {
        makeRoom(1);
        int read = in.read(buffer, end, buffer.length - end);
        if (read > 0) {
            end += read;
            split(sink);
        }
        return read;
    }

    /**
     * Takes a chunk and hands over the events that are whole by now.
     *
     * @throws IOException from the sink, or if an event is larger than {@link #MAX_EVENT_BYTES}
     */
    public void accept(byte[] chunk, int from, int to, Sink sink) throws IOException {
        makeRoom(to - from);
        System.arraycopy(chunk, from, buffer, end, to - from);
        end += to - from;
        split(sink);
    }

    /** How many bytes of an unfinished event are waiting. */
    public int unfinishedBytes() {
        return end - start;
    }

    /**
     * Hands over what is left when the stream has ended without an empty line.
     *
     * <p>By the standard such an event doesn't count, but servers that forget the last line exist.
     */
    public void finish(Sink sink) throws IOException {
        if (end > start) {
            emit(end, sink);
        }
        scanned = end;
        lineStart = end;
    }

    private void split(Sink sink) throws IOException {
        for (; scanned < end; scanned++) {
            byte b = buffer[scanned];
            if (b != '\n' && b != '\r') {
                continue;
            }
            boolean emptyLine = scanned == lineStart;
            boolean loneCr = b == '\r' && emptyLine && afterLoneCr;
            if (b == '\r' && !loneCr) {
                if (scanned + 1 == end) {
                    break; // the next byte says whether this is CR or CRLF
                }
                loneCr = buffer[scanned + 1] != '\n';
                scanned += loneCr ? 0 : 1;
            }
            lineStart = scanned + 1;
            afterLoneCr = loneCr;
            if (emptyLine) {
                emit(lineStart, sink);
            }
        }
        if (end - start > maxEventBytes) {
            throw new IOException("A server-sent event is larger than " + maxEventBytes + " bytes");
        }
    }

    private void emit(int to, Sink sink) throws IOException {
        int from = start;
        start = to;
        if (to - from > maxEventBytes) {
            throw new IOException("A server-sent event is larger than " + maxEventBytes + " bytes");
        }
        sink.event(buffer, from, to);
    }

    /** Moves the unfinished event to the front, so that the buffer grows with the largest event only. */
    private void makeRoom(int bytes) {
        if (start == end) {
            moveTo(buffer);
        }
        if (buffer.length - end < bytes) {
            int needed = end - start + bytes;
            moveTo(needed > buffer.length / 2 ? new byte[Math.max(needed, buffer.length * 2)] : buffer);
        }
    }

    private void moveTo(byte[] target) {
        System.arraycopy(buffer, start, target, 0, end - start);
        lineStart -= start;
        scanned -= start;
        end -= start;
        start = 0;
        buffer = target;
    }
}
