package dev.tollgate.upstream;

import dev.tollgate.metering.Outcome;
import org.jspecify.annotations.Nullable;

/** Why a call was ended before its upstream ended it. */
public enum EndReason {
    /** The client's connection is closed or broken. */
    CLIENT_GONE,
    /** The upstream said nothing for too long. */
    SILENCE,
    /** The call took longer than any call may. */
    DURATION,
    /** The grace of a shutdown is over. */
    SHUTDOWN;

    /** How the usage row records a call that came to no proper end; null means that the upstream ended it early. */
    public static Outcome outcomeOf(@Nullable EndReason reason) {
        if (reason == null) {
            return Outcome.UPSTREAM_ERROR;
        }
        return switch (reason) {
            case CLIENT_GONE -> Outcome.CLIENT_ABORT;
            case SILENCE, DURATION -> Outcome.TIMEOUT;
            case SHUTDOWN -> Outcome.SHUTDOWN;
        };
    }
}
