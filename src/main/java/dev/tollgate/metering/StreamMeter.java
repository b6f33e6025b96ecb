package dev.tollgate.metering;

import org.jspecify.annotations.Nullable;

/** Listens to one stream of server-sent events and knows what it has used so far, whatever the provider. */
public interface StreamMeter {

    /** Takes one whole event. */
    void take(byte[] buffer, int from, int to);

    /** Whether the client has an answer: an event other than {@code ping} or {@code error} has come. */
    boolean begun();

    /** Whether the stream has come to its proper end. */
    boolean ended();

    /** Whether a stream that the upstream ends now is whole, although its last event hasn't come. */
    default boolean complete() {
        return false;
    }

    /** Whether the last event taken is there for us only, and not for the client. */
    default boolean hidden() {
        return false;
    }

    /** Whether the upstream has reported an error within the stream. */
    boolean failed();

    /** What to charge and record, also of a stream that was cut. */
    TokenUsage settledUsage();

    /** The model that answered, if the stream has named it. */
    @Nullable
    String model();
}
