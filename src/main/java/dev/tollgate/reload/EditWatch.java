package dev.tollgate.reload;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says when files have changed and come to rest.
 *
 * <p>It looks rather than listens: {@code WatchService} misses what happens in new folders before they are watched, and
 * network file systems altogether. What happens within {@link #QUIET} counts as one, so that a rename, or an editor that
 * deletes and writes, leaves no gap. A change is due until whoever handles it says so.
 *
 * <p>One thread looks, another may handle: what is saved while an edit is being handled comes to rest meanwhile.
 */
final class EditWatch {

    static final Duration QUIET = Duration.ofMillis(300);

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

    /** What there is to handle: the files that count, those that went only just now among them. */
    record Change(Map<String, RouteFolders.Mark> marks, long lookNanos) {

        Iterable<String> files() {
            return marks.keySet();
        }
    }

    /** The files as of the last look, changed or not. */
    synchronized Change all() {
        return new Change(due, lookNanos);
    }

    /** What has changed and come to rest as of the last look, or null. */
    synchronized @Nullable Change change() {
        boolean atRest = lookNanos - lastChangeNanos >= QUIET.toNanos();
        boolean impatient = lookNanos - firstChangeNanos >= PATIENCE.toNanos();
        return !due.equals(handled) && (atRest || impatient) ? all() : null;
    }

    /**
     * Looks.
     *
     * @param nowNanos of {@link System#nanoTime()}
     */
    void look(long nowNanos) throws IOException {
        saw(folders.marks(), nowNanos);
    }

    private synchronized void saw(Map<String, RouteFolders.Mark> marks, long nowNanos) {
        lookNanos = nowNanos;
        if (!marks.equals(seen)) {
            if (seen.equals(handled)) {
                firstChangeNanos = nowNanos;
            }
            lastChangeNanos = nowNanos;
            seen = marks;
        }
        due = withJustGone(marks);
        notifyAll();
    }

    /** Waits for the next look, for a while. */
    @SuppressWarnings("WaitNotInLoop") // whoever wakes too early looks once too often
    synchronized void awaitLook(Duration atMost) throws InterruptedException {
        wait(atMost.toMillis());
    }

    /** Takes a change as handled. */
    synchronized void handled(Change change) {
        handled = change.marks();
        firstChangeNanos = change.lookNanos();
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
