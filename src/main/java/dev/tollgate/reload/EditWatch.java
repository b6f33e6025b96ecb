package dev.tollgate.reload;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Says when files have changed and come to rest.
 *
 * <p>It looks rather than listens: {@code WatchService} misses what happens in new folders before they are watched, and
 * network file systems altogether. What happens within {@link #QUIET} counts as one, so that a rename, or an editor that
 * deletes and writes, leaves no gap.
 */
final class EditWatch {

    static final Duration QUIET = Duration.ofMillis(500);

    /** Somebody who never stops saving is served all the same. */
    private static final Duration PATIENCE = Duration.ofMillis(1_000);

    private final RouteFolders folders;
    private Map<String, RouteFolders.Mark> handled;
    private Map<String, RouteFolders.Mark> seen;
    private long firstChangeNanos;
    private long lastChangeNanos;

    EditWatch(RouteFolders folders) throws IOException {
        this.folders = folders;
        this.handled = folders.marks();
        this.seen = handled;
    }

    /** All files that there are now, as of the last look. */
    Iterable<String> files() {
        return seen.keySet();
    }

    /**
     * Looks, and returns whether there is a change to handle.
     *
     * @param nowNanos of {@link System#nanoTime()}
     */
    boolean look(long nowNanos) throws IOException {
        Map<String, RouteFolders.Mark> marks = folders.marks();
        if (!marks.equals(seen)) {
            if (seen.equals(handled)) {
                firstChangeNanos = nowNanos;
            }
            lastChangeNanos = nowNanos;
            seen = marks;
        }
        if (seen.equals(handled)) {
            return false;
        }
        boolean atRest = nowNanos - lastChangeNanos >= QUIET.toNanos();
        if (atRest || nowNanos - firstChangeNanos >= PATIENCE.toNanos()) {
            handled = seen;
            return true;
        }
        return false;
    }
}
