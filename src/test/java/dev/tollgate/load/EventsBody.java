package dev.tollgate.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Reads one stream of Claude's events or OpenAI's chunks line by line, keeping nothing but counts and times.
 *
 * <p>How late an event is, is known exactly where its text says when the upstream sent it ({@code @} and microseconds
 * since 1970, of this machine's clock), else by the pause that the upstream makes.
 */
final class EventsBody implements BodyReader {

    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final byte[] SENT_AT = "\"@".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNK_WITH_TEXT = "\"delta\":{\"content\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNK_WITH_ERROR = "{\"error\":".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final StreamsLoad load;
    private final int expectedDeltas;
    private final long everyNanos;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int lineLength;
    private long lastEventNanos;
    private long events;
    private int deltas;
    private boolean stopped;
    private boolean error;
    private boolean named;

    EventsBody(Connection connection, StreamsLoad load, LoadOptions options) {
        this.connection = connection;
        this.load = load;
        this.expectedDeltas = options.events();
        this.everyNanos = options.everyMillis() * 1_000_000L;
    }

    @Override
    public void part(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '\n') {
                line();
                lineLength = 0;
            } else if (lineLength < MAX_LINE_BYTES) {
                line[lineLength++] = bytes[i];
            }
        }
    }

    @Override
    public Optional<String> end() {
        if (error) {
            return Optional.of("error event");
        }
        if (!stopped) {
            return Optional.of("ended without message_stop or [DONE]");
        }
        if (expectedDeltas > 0 && deltas != expectedDeltas) {
            return Optional.of(deltas + " text deltas");
        }
        return Optional.empty();
    }

    boolean began() {
        return events > 0;
    }

    private void line() {
        if (startsWith("event:")) {
            named = true;
            event(new String(line, 6, lineLength - 6, StandardCharsets.US_ASCII).strip());
        } else if (startsWith("data:")) {
            if (!named) {
                event(chunk());
            }
            if (events > 1) {
                sentAt();
            }
        }
    }

    /** OpenAI's chunks have no names; this is what Claude's events are called that mean the same. */
    private String chunk() {
        if (startsWith("data: [DONE]")) {
            return "message_stop";
        }
        if (find(CHUNK_WITH_ERROR) >= 0) {
            return "error";
        }
        return find(CHUNK_WITH_TEXT) >= 0 ? "content_block_delta" : "";
    }

    private void event(String name) {
        long now = System.nanoTime();
        if (events == 0) {
            load.firstEvent(now - connection.startNanos());
        } else {
            load.nextEvent(now - lastEventNanos - everyNanos);
        }
        lastEventNanos = now;
        events++;
        switch (name) {
            case "content_block_delta" -> deltas++;
            case "message_stop" -> stopped = true;
            case "error" -> error = true;
            default -> {}
        }
    }

    private void sentAt() {
        int at = find(SENT_AT);
        if (at < 0) {
            return;
        }
        long micros = 0;
        for (int i = at + SENT_AT.length; i < lineLength && line[i] >= '0' && line[i] <= '9'; i++) {
            micros = micros * 10 + line[i] - '0';
        }
        load.late((ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - micros) * 1_000);
    }

    private boolean startsWith(String text) {
        if (lineLength < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int find(byte[] text) {
        for (int at = 0; at + text.length <= lineLength; at++) {
            int same = 0;
            while (same < text.length && line[at + same] == text[same]) {
                same++;
            }
            if (same == text.length) {
                return at;
            }
        }
        return -1;
    }
}
