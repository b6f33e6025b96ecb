package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What takes a bad file's place, and how closely files are looked at: at the start, and while running.
 *
 * <p>At the start Camel's YAML schema, which takes a second to read, is left to Camel's parser: that refuses what it
 * doesn't know.
 */
final class EditPlanner {

    private final RouteSet good;
    private final boolean atStart;

    private EditPlanner(RouteSet good, boolean atStart) {
        this.good = good;
        this.atStart = atStart;
    }

    /**
     * At the start: the last good copy of a bad file, or nothing.
     *
     * @param copies also those of files that aren't there any more, as long as something needs them
     */
    static EditPlanner atStart(RouteSet copies) {
        return new EditPlanner(copies, true);
    }

    /** Later: what runs. */
    static EditPlanner whileRunning(RouteSet running) {
        return new EditPlanner(running, false);
    }

    EditPlan plan(RouteFolders.Texts disk, EditChecks checks) {
        Set<SourceFile> unchecked = new HashSet<>(disk.sources());
        if (!atStart) {
            unchecked.removeAll(Set.copyOf(good.files()));
        }
        return plan(disk, set -> checks.check(set, unchecked, atStart));
    }

    EditPlan plan(RouteFolders.Texts disk, Function<RouteSet, List<Violation>> checks) {
        return new PlanSearch(disk, good, atStart, checks).run();
    }
}
