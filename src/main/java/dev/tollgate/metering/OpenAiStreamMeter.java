package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one stream of chat completions, text completions or the Responses API and knows what it has used so far.
 *
 * <p>It is fed whole events, as {@link SseEvents} cuts them, and reads them token by token without building anything.
 * What it doesn't understand it counts and never throws: a broken event is the client's to see, not a reason to stop.
 *
 * <p>Usage comes with the last event or the last but one, if at all; text is counted in bytes, so that a stream that is
 * cut before it can be charged.
 *
 * <p>Not for several threads at once.
 */
public final class OpenAiStreamMeter implements StreamMeter {

    private static final JsonFactory JSON = WireJson.lenient();
    private static final String DONE = "[DONE]";

    private final OpenAiApi api;
    private final boolean usageHidden;
    private final LongSupplier estimate;
    private final OpenAiUsageReader usage = new OpenAiUsageReader();
    private final OpenChoices choices = new OpenChoices();
    private @Nullable String model;
    private long estimated;
    private long textBytes;
    private long garbageEvents;
    private boolean begun;
    private boolean ended;
    private boolean failed;
    private boolean finalUsageSeen;
    private boolean hidden;

    /**
     * @param usageHidden whether the client must not see the chunk with the usage
     * @param estimate of the request's input, asked at most once and only if the stream doesn't report any
     */
    public OpenAiStreamMeter(OpenAiApi api, boolean usageHidden, LongSupplier estimate) {
        this.api = api;
        this.usageHidden = usageHidden;
        this.estimate = estimate;
    }

    @Override
    public void take(byte[] buffer, int from, int to) {
        hidden = false;
        SseFields fields = SseFields.of(buffer, from, to);
        if (!fields.hasData()) {
            failed |= "error".equals(fields.name());
        } else if (isDone(fields)) {
            ended |= api != OpenAiApi.RESPONSES;
        } else {
            take(fields);
        }
    }

    /** Whether an event with data has come that is no error: from here on the client has an answer. */
    @Override
    public boolean begun() {
        return begun;
    }

    /** Whether {@code [DONE]} has come or, of the Responses API, the response as it is in the end. */
    @Override
    public boolean ended() {
        return ended;
    }

    /** Whether every answer in it has given its {@code finish_reason}: some servers leave {@code [DONE]} out. */
    @Override
    public boolean complete() {
        return !failed && choices.allFinished();
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public boolean hidden() {
        return hidden;
    }

    /**
     * What to charge and record: the final usage, or, of a stream that doesn't have it, the input as reported or else
     * estimated, and the larger of the reported output and the text's bytes by {@link GeneratedText#BYTES_PER_TOKEN},
     * rounded up. A stream that fails before any text is free.
     */
    @Override
    public TokenUsage settledUsage() {
        if (failed && textBytes == 0 && !usage.hasInput()) {
            return TokenUsage.NONE;
        }
        return usage.settled(finalUsageSeen ? 0 : textBytes, this::estimated);
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    /** Bytes of generated text so far, in UTF-8: text, reasoning, refusals and the arguments of tools. */
    long textBytes() {
        return textBytes;
    }

    /** Events whose data was no JSON object. */
    long garbageEvents() {
        return garbageEvents;
    }

    private void take(SseFields fields) {
        OpenAiEventReader event = new OpenAiEventReader(choices, model == null);
        try (JsonParser json = JSON.createParser(fields.data(), fields.dataFrom(), fields.dataLength())) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                event.read(json);
                take(event, event.type() == null ? fields.name() : event.type());
                return;
            }
        } catch (IOException | RuntimeException unreadable) {
            // counted below
        }
        garbageEvents++;
        failed |= "error".equals(fields.name());
    }

    private void take(OpenAiEventReader event, @Nullable String type) {
        if (event.textBytes() > 0) {
            textBytes += event.textBytes();
            finalUsageSeen = false;
        }
        usage.replaceBy(event.usage());
        finalUsageSeen |= usage.hasInput() && event.usage().hasOutput();
        model = model == null ? event.model() : model;
        boolean error = event.error() || "error".equals(type) || "response.failed".equals(type);
        failed |= error;
        begun |= !error;
        ended |= api == OpenAiApi.RESPONSES && isLast(type);
        hidden = usageHidden && event.isUsageOnly();
    }

    private static boolean isLast(@Nullable String type) {
        return "response.completed".equals(type) || "response.incomplete".equals(type);
    }

    private static boolean isDone(SseFields fields) {
        if (fields.dataLength() < DONE.length()) {
            return false;
        }
        for (int i = 0; i < DONE.length(); i++) {
            if (fields.data()[fields.dataFrom() + i] != DONE.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long estimated() {
        if (estimated == 0) {
            estimated = estimate.getAsLong();
        }
        return estimated;
    }
}
