package dev.tollgate.upstream;

import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.StreamMeter;
import dev.tollgate.metering.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What the relay must know of a provider's wire format. A route chooses one by its bean name. */
public interface LlmFormat {

    /** What an answer in JSON says it used. */
    record Reported(@Nullable String model, TokenUsage usage) {}

    /**
     * Reads the usage of an answer in JSON, or, where it reports none, counts its text.
     *
     * @return null if the body is no JSON object
     */
    @Nullable
    Reported read(byte[] body);

    /** A meter for one stream. */
    StreamMeter newMeter();

    /** The event that keeps a silent stream alive. */
    byte[] ping();

    /** The event that ends a stream which could not be brought to its proper end. */
    byte[] error(Outcome outcome);
}
