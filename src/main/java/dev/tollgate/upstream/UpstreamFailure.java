package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The upstream didn't answer, or not usably: 503 {@code Backend service error: …}. */
public final class UpstreamFailure extends Refusal {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    public UpstreamFailure(String what) {
        this(what, RETRY_AFTER);
    }

    /** @param retryAfter what the upstream asked for, if it did */
    public UpstreamFailure(String what, @Nullable Duration retryAfter) {
        super(
                503,
                "upstream_unavailable",
                "Backend service error: " + what,
                retryAfter == null ? RETRY_AFTER : retryAfter);
    }
}
