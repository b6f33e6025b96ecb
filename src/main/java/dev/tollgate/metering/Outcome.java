package dev.tollgate.metering;

import java.util.Locale;

/** How a metered call ended. */
public enum Outcome {
    /** Charged, and the answer is on its way. */
    IN_PROGRESS,
    /** The whole answer reached the client. */
    OK,
    /** The client went away before the end. */
    CLIENT_ABORT,
    /** The upstream refused, failed, or broke off. */
    UPSTREAM_ERROR,
    /** The upstream was silent for too long, or the call took too long. */
    TIMEOUT,
    /** This process was stopped. */
    SHUTDOWN,
    /** A fault of ours. */
    INTERNAL_ERROR,
    /** The process died during the call. */
    LOST;

    /** The word in the usage table and in answers, such as {@code client_abort}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
