package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What takes a bad file's place, and how closely files are looked at: at the start, and while running.
 *
 * <p>At the start Camel's YAML schema, which takes a second to read, is left to Camel's parser: that refuses what it
 * doesn't know.
 */
final class EditPlanner {

    private final EditPlan.Fallback fallback;
    private final boolean yamlSchemas;

    private EditPlanner(EditPlan.Fallback fallback, boolean yamlSchemas) {
        this.fallback = fallback;
        this.yamlSchemas = yamlSchemas;
    }

    /** At the start: the last good copy of a bad file, or nothing. */
    static EditPlanner atStart(LastGoodCopies copies) {
        return new EditPlanner(
                (file, current) -> current == null
                        ? Optional.empty()
                        : copies.of(file, current.path()).filter(copy -> !copy.equals(current)),
                false);
    }

    /** Later: what runs. */
    static EditPlanner whileRunning(RouteSet running) {
        return new EditPlanner((file, current) -> Optional.ofNullable(running.file(file)), true);
    }

    EditPlan plan(RouteFolders.Texts disk, RouteSet running, EditChecks checks) {
        Set<SourceFile> unchecked = new HashSet<>(disk.sources());
        unchecked.removeAll(Set.copyOf(running.files()));
        return EditPlan.of(disk, running, fallback, set -> checks.check(set, unchecked, yamlSchemas));
    }
}
