package dev.tollgate.reload;

import dev.tollgate.routes.Violation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Which files are refused now and why, said once: in the log, as metrics, and to whoever asks. */
@Component
class RefusedEdits {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedEdits.class);

    /**
     * A file whose text on disk doesn't run.
     *
     * @param why what is wrong, where, and what is expected
     * @param text what is refused; empty where it can't be read, null where it is the deletion
     * @param fromCopy whether its last good copy runs since the start
     */
    record Refused(String file, String why, @Nullable String text, boolean fromCopy) {}

    private final Counter edits;
    private final Counter refusals;
    private volatile Map<String, Refused> now = Map.of();

    RefusedEdits(MeterRegistry meters) {
        edits = Counter.builder("tollgate.route.edits")
                .description("Changes of route files that went live, or were refused")
                .register(meters);
        refusals = Counter.builder("tollgate.route.edits.refused")
                .description("Changes of route files that were refused")
                .register(meters);
        Gauge.builder("tollgate.route.files.refused", () -> now.size())
                .description("Route files whose text on disk is not what runs")
                .register(meters);
    }

    /** The refused files, by file. */
    Map<String, Refused> now() {
        return now;
    }

    /** Counts a change that has been handled. */
    void countEdit() {
        edits.increment();
    }

    /** Takes over what a plan refuses; what was refused before for the same reason is old news. */
    void report(EditPlan plan, RouteFolders.Texts disk, boolean atStart) {
        Map<String, String> texts = new HashMap<>();
        disk.all().forEach(source -> texts.put(source.file(), source.text()));
        Map<String, Refused> next = new TreeMap<>();
        plan.refused().forEach((file, violation) -> {
            Refused old = now.get(file);
            boolean runs = plan.accepted().file(file) != null;
            boolean fromCopy = runs && (atStart || (old != null && old.fromCopy()));
            Refused refused = new Refused(file, why(violation), texts.get(file), fromCopy);
            next.put(file, refused);
            if (!refused.equals(old)) {
                refusals.increment();
                LOG.warn(
                        "{} of {} refused: {}; {}",
                        what(refused, atStart),
                        file,
                        refused.why(),
                        instead(runs, fromCopy));
            }
        });
        now.keySet().stream()
                .filter(file -> !next.containsKey(file))
                .forEach(file -> LOG.info("{} is no longer refused", file));
        now = Map.copyOf(next);
    }

    private static String why(Violation violation) {
        return violation.file() + ":" + violation.line() + " [" + violation.rule() + "] expected "
                + violation.expected().replaceAll("\\s+", " ").strip();
    }

    private static String what(Refused refused, boolean atStart) {
        return refused.text() == null ? "deletion" : atStart ? "text" : "edit";
    }

    private static String instead(boolean runs, boolean fromCopy) {
        return fromCopy ? "its last good copy runs" : runs ? "the version before it runs on" : "it stays out";
    }
}
