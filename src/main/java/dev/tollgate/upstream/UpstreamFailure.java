package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The upstream didn't answer, or not usably: 503 {@code Backend service error: …}, unless the envelope knows better. */
public final class UpstreamFailure extends Refusal {

    /** In what way; its word is the refusal's code. */
    public enum Kind {
        /** Silent for too long, or too long in all. */
        TIMEOUT,
        /** No connection; nothing was sent. */
        UNREACHABLE,
        /** A status of its own fault, an answer that is none, a connection that was lost. */
        ERROR,
        /** It refuses our key or our bill. */
        REFUSED_US,
        /** It has too much to do: 503 or 529. */
        OVERLOADED,
        /** It wasn't called, since it has failed lately. */
        UNAVAILABLE;

        /** Such as {@code upstream_timeout}. */
        String code() {
            return "upstream_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** An {@link Kind#ERROR}. */
    public UpstreamFailure(String what) {
        this(Kind.ERROR, what);
    }

    UpstreamFailure(Kind kind, String what) {
        this(kind, what, null);
    }

    /** @param retryAfter what the upstream asked for, if it did */
    UpstreamFailure(Kind kind, String what, @Nullable Duration retryAfter) {
        super(503, kind.code(), "Backend service error: " + what, retryAfter == null ? RETRY_AFTER : retryAfter);
    }
}
