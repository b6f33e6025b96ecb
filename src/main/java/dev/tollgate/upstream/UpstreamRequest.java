package dev.tollgate.upstream;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One request to one URL of an upstream, and the permission of its circuit breaker, which is given back once, with the
 * verdict on the URL.
 */
final class UpstreamRequest {

    private final Rotation rotation;
    private final String path;
    private final @Nullable String query;
    private Destination at;
    private boolean held = true;
    private boolean passedTrial;
    private boolean retried;

    /**
     * Takes the permission.
     *
     * @param path decoded, below the upstream's URL; empty for the URL itself
     * @param query as it is sent, beside what the URL has
     * @throws UpstreamFailure if no URL may be called
     */
    UpstreamRequest(Rotation rotation, String path, @Nullable String query) {
        this.rotation = rotation;
        this.path = path;
        this.query = query;
        this.at = rotation.take();
    }

    /** The URL that it is made to; of it counts where, not what. */
    synchronized URI url() {
        return at.url();
    }

    /** Path and query of the request line. */
    synchronized String target() {
        return UpstreamPath.target(at.url(), path, query);
    }

    /**
     * The URL took no connection, so nothing was sent: turns to the next one, or the same again where it is the only
     * one. Once a request; this is the only retry there is.
     *
     * @return whether the request may be made again
     */
    synchronized boolean turnsElsewhere() {
        if (retried || !held) {
            return false;
        }
        retried = true;
        settle(Verdict.BAD);
        Destination next = rotation.takeAfter(at);
        if (next == null) {
            return false;
        }
        at = next;
        held = true;
        return true;
    }

    /** A stream has begun. On trial that is enough: its end may be half an hour away, and others would wait for it. */
    synchronized void began() {
        if (held && at.isOnTrial()) {
            settle(Verdict.GOOD);
            passedTrial = true;
        }
    }

    /** Gives the permission back; a second time, only a failure after a passed trial counts. */
    synchronized void settle(Verdict verdict) {
        if (held) {
            held = false;
            switch (verdict) {
                case GOOD -> at.succeeded();
                case BAD -> at.failed();
                case NONE -> at.released();
            }
        } else if (passedTrial && verdict == Verdict.BAD) {
            passedTrial = false;
            at.failed();
        }
    }
}
