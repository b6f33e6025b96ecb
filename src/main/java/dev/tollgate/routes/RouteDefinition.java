package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.List;

/**
 * One route, or the template of a Kamelet.
 *
 * @param id empty where it has none
 * @param node what stands below {@code route:}
 */
record RouteDefinition(String id, YamlNode node) {

    /** The consumer; its {@link RouteStep#uri()} says what starts the route. */
    RouteStep from() {
        return new RouteStep("from", node.at("from"));
    }

    /** The steps of the outermost level. */
    List<RouteStep> steps() {
        return RouteStep.listOf(node.at("from", "steps"));
    }

    /** All steps, those inside others too, in the order of the text. */
    List<RouteStep> allSteps() {
        List<RouteStep> all = new ArrayList<>();
        steps().forEach(step -> step.addTo(all));
        return all;
    }

    /** Whether something outside starts it: a request, a clock, a file; not another route. */
    boolean isEntry() {
        String scheme = from().scheme();
        return !scheme.equals("direct") && !from().isKamelet("source");
    }

    /** Whether it is started with the application; where that is a placeholder, it may be. */
    boolean isStarted() {
        return !node.at("autoStartup").text().strip().equalsIgnoreCase("false");
    }

    boolean isHttp() {
        return from().scheme().equals("platform-http");
    }
}
