package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one Claude stream and knows what it has used so far.
 *
 * <p>It is fed whole events, as {@link SseEvents} cuts them, and reads them token by token without building anything.
 * What it doesn't understand it counts and never throws: a broken event is the client's to see, not a reason to stop.
 *
 * <p>Usage on the wire is cumulative: what comes later replaces what came before. Text is counted in bytes as long as
 * the upstream hasn't said how many tokens it was, so that a cut stream can be charged.
 *
 * <p>Not for several threads at once.
 */
public final class ClaudeStreamMeter implements StreamMeter {

    private static final JsonFactory JSON = WireJson.lenient();

    private TokenUsage usage = TokenUsage.NONE;
    private @Nullable String model;
    private long textBytes;
    private long garbageEvents;
    private boolean begun;
    private boolean ended;
    private boolean failed;
    private boolean finalUsageSeen;

    @Override
    public void take(byte[] buffer, int from, int to) {
        accept(buffer, from, to);
    }

    /** Takes one event, with or without its empty line, and says what it was. */
    public ClaudeEvent accept(byte[] buffer, int from, int to) {
        SseFields fields = SseFields.of(buffer, from, to);
        if (!fields.hasData()) {
            return note(ClaudeEvent.named(fields.name(), ClaudeEvent.NOTHING));
        }
        ClaudeEventReader event = new ClaudeEventReader();
        try (JsonParser json = JSON.createParser(fields.data(), fields.dataFrom(), fields.dataLength())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return garbage(fields);
            }
            event.read(json);
        } catch (IOException | RuntimeException unreadable) {
            return garbage(fields);
        }
        return note(take(event, fields));
    }

    /** Whether an event other than {@code ping} or {@code error} has come: from here on the client has an answer. */
    @Override
    public boolean begun() {
        return begun;
    }

    /** Whether {@code message_stop} has come. */
    @Override
    public boolean ended() {
        return ended;
    }

    /** Whether an {@code error} event has come. */
    @Override
    public boolean failed() {
        return failed;
    }

    /** What the upstream has reported so far; its output number at the beginning is a placeholder. */
    public TokenUsage usage() {
        return usage;
    }

    /** Whether the last word on usage has come: a {@code message_delta} with its output, and no text after it. */
    public boolean finalUsageSeen() {
        return finalUsageSeen;
    }

    /**
     * What to charge and record: the final usage, or, of a stream that was cut before it, the input as reported by
     * {@code message_start} and the larger of the last reported output and the text's bytes by
     * {@link GeneratedText#BYTES_PER_TOKEN}, rounded up.
     */
    @Override
    public TokenUsage settledUsage() {
        if (finalUsageSeen) {
            return usage;
        }
        return usage.withOutput(Math.max(usage.output(), GeneratedText.tokens(textBytes)));
    }

    /** The model that {@code message_start} named. */
    @Override
    public @Nullable String model() {
        return model;
    }

    /** Bytes of generated text so far, in UTF-8: text, thinking and tool input. */
    public long textBytes() {
        return textBytes;
    }

    /** Events that were no JSON object. */
    public long garbageEvents() {
        return garbageEvents;
    }

    private ClaudeEvent take(ClaudeEventReader event, SseFields fields) {
        ClaudeEvent kind = ClaudeEvent.named(event.type() == null ? fields.name() : event.type(), ClaudeEvent.OTHER);
        switch (kind) {
            case MESSAGE_START -> {
                usage = event.messageUsage().over(usage);
                model = event.model();
            }
            case CONTENT_BLOCK_DELTA -> {
                textBytes += event.deltaTextBytes();
                finalUsageSeen = false;
            }
            case MESSAGE_DELTA -> {
                usage = event.usage().over(usage);
                finalUsageSeen |= event.usage().hasOutput();
            }
            default -> {}
        }
        return kind;
    }

    private ClaudeEvent garbage(SseFields fields) {
        garbageEvents++;
        return note(ClaudeEvent.named(fields.name(), ClaudeEvent.GARBAGE));
    }

    private ClaudeEvent note(ClaudeEvent kind) {
        begun |= kind.begins();
        ended |= kind == ClaudeEvent.MESSAGE_STOP;
        failed |= kind == ClaudeEvent.ERROR;
        return kind;
    }
}
