package dev.tollgate.upstream;

import dev.tollgate.metering.Outcome;
import dev.tollgate.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** What one call says of the URL that it was made to, for the URL's circuit breaker. */
enum Verdict {
    /** It works. */
    GOOD,
    /** It fails: it, or our key or bill there. */
    BAD,
    /** Nothing: the call was ended from our side, or the client's. */
    NONE;

    /** Of a call that was refused before its answer began. */
    static Verdict of(Refusal refusal, @Nullable EndReason reason) {
        if (isOurs(reason)) {
            return NONE;
        }
        if (refusal instanceof UpstreamFailure) {
            return BAD;
        }
        return refusal instanceof UpstreamRefusal ? GOOD : NONE;
    }

    /** Of a stream at its end. */
    static Verdict of(Outcome outcome, @Nullable EndReason reason) {
        if (outcome == Outcome.OK) {
            return GOOD;
        }
        return isOurs(reason) ? NONE : BAD;
    }

    /** Whether the status alone acquits the URL: it was the request that was refused. */
    static boolean acquits(int status) {
        return status >= 400 && status < 500 && !UpstreamErrors.isOurDebt(status);
    }

    /** A client that reads slowly can make any call too long. */
    private static boolean isOurs(@Nullable EndReason reason) {
        return reason == EndReason.CLIENT_GONE || reason == EndReason.SHUTDOWN || reason == EndReason.DURATION;
    }
}
