package dev.tollgate.upstream;

import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.StreamMeter;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** What must be known of a provider's wire format. A route chooses one by its bean name, see {@link LlmFormats}. */
public interface LlmFormat {

    /** What an answer in JSON says it used. */
    record Reported(@Nullable String model, TokenUsage usage) {}

    /**
     * Reads a request.
     *
     * @param body the bytes as received; kept, not copied
     * @param maxTokensPerRequest the most output tokens that it may ask for, at least 1
     * @throws Refusal 400, naming the field that is wrong
     */
    LlmRequest request(byte[] body, long maxTokensPerRequest);

    /**
     * Reads the usage of an answer in JSON, or, where it reports none, counts its text.
     *
     * @param request what is answered
     * @return null if the body is no JSON object
     */
    @Nullable
    Reported read(byte[] body, LlmRequest request);

    /**
     * A meter for one stream.
     *
     * @param request what is answered
     */
    StreamMeter newMeter(LlmRequest request);

    /** The event that keeps a silent stream alive. */
    byte[] ping();

    /**
     * The event that ends a stream which could not be brought to its proper end.
     *
     * @param eventsBefore how many events have gone before it
     */
    byte[] error(Outcome outcome, long eventsBefore);
}
