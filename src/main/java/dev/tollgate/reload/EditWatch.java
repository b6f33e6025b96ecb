package dev.tollgate.reload;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says when files have changed and come to rest.
 *
 * <p>It looks rather than listens: {@code WatchService} misses what happens in new folders before they are watched, and
 * network file systems altogether. What happens within {@link #QUIET} counts as one, so that a rename, or an editor that
 * deletes and writes, leaves no gap. A change is due until whoever handles it says {@link #handled()}.
 */
final class EditWatch {

    static final Duration QUIET = Duration.ofMillis(500);

    /** Somebody who never stops saving is served all the same. */
    private static final Duration PATIENCE = Duration.ofMillis(1_000);

    private final RouteFolders folders;
    private final Map<String, Long> goneSinceNanos = new HashMap<>();
    private Map<String, RouteFolders.Mark> handled;
    private Map<String, RouteFolders.Mark> seen;
    private Map<String, RouteFolders.Mark> due;
    private long lookNanos;
    private long firstChangeNanos;
    private long lastChangeNanos;

    EditWatch(RouteFolders folders) throws IOException {
        this.folders = folders;
        this.handled = folders.marks();
        this.seen = handled;
        this.due = handled;
    }

    /** The files that count, as of the last look: those that there are, and those that went only just now. */
    Iterable<String> files() {
        return due.keySet();
    }

    /**
     * Looks, and returns whether there is a change to handle.
     *
     * @param nowNanos of {@link System#nanoTime()}
     */
    boolean look(long nowNanos) throws IOException {
        Map<String, RouteFolders.Mark> marks = folders.marks();
        lookNanos = nowNanos;
        if (!marks.equals(seen)) {
            if (seen.equals(handled)) {
                firstChangeNanos = nowNanos;
            }
            lastChangeNanos = nowNanos;
            seen = marks;
        }
        due = withJustGone(marks);
        if (due.equals(handled)) {
            return false;
        }
        boolean atRest = nowNanos - lastChangeNanos >= QUIET.toNanos();
        return atRest || nowNanos - firstChangeNanos >= PATIENCE.toNanos();
    }

    /** Takes the files as of the last look as handled. */
    void handled() {
        handled = due;
        firstChangeNanos = lookNanos;
    }

    /** Half a checkout looks like a deletion: a file has to be gone for a while. */
    private Map<String, RouteFolders.Mark> withJustGone(Map<String, RouteFolders.Mark> marks) {
        goneSinceNanos.keySet().removeAll(marks.keySet());
        Map<String, RouteFolders.Mark> all = new TreeMap<>(marks);
        handled.forEach((file, mark) -> {
            if (!marks.containsKey(file)
                    && lookNanos - goneSinceNanos.computeIfAbsent(file, gone -> lookNanos) < QUIET.toNanos()) {
                all.put(file, mark);
            }
        });
        goneSinceNanos.keySet().retainAll(handled.keySet());
        return all;
    }
}
