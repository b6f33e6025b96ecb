package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of DESIGN.md's layout and STYLE.md, over one route file at a time.
 *
 * <p>The build holds all files to all rules. Whoever loads a file into a running server asks for {@link #safety} alone.
 */
public final class RouteRules {

    private RouteRules() {}

    /** All violations, safety first. */
    public static List<Violation> check(RouteFile file, RouteCatalog catalog) {
        List<Violation> violations = new ArrayList<>(safety(file, catalog));
        if (file.problem() == null) {
            violations.addAll(new StyleRules(file, catalog).check());
        }
        return violations;
    }

    /** The violations that forbid to load the file. */
    public static List<Violation> safety(RouteFile file, RouteCatalog catalog) {
        if (file.problem() != null) {
            return List.of(file.problem());
        }
        List<Violation> violations = new ArrayList<>(RouteSchema.check(file));
        violations.addAll(meaning(file, catalog));
        return violations;
    }

    /** What Camel's YAML schema finds wrong; takes milliseconds, the first time a second. */
    static List<Violation> schema(RouteFile file) {
        return file.problem() != null ? List.of(file.problem()) : RouteSchema.check(file);
    }

    /** The violations that forbid to load a file of the right schema. */
    static List<Violation> meaning(RouteFile file, RouteCatalog catalog) {
        return file.problem() != null ? List.of(file.problem()) : new SafetyRules(file, catalog).check();
    }
}
