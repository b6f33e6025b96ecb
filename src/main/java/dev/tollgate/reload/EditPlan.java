package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.Violation;
import java.util.Map;

/**
 * Which of the files as they are on disk can run together, and which are refused.
 *
 * @param accepted what shall run
 * @param refused why a file's text on disk (or its deletion) shall not, by file
 */
record EditPlan(RouteSet accepted, Map<String, Violation> refused) {}
