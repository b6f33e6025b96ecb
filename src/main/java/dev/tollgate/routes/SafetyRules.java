package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file must keep to be loaded: nothing unauthenticated, nothing unmetered, no error unanswered. */
final class SafetyRules {

    /** Steps whose target is known only when they run: no rule could hold for it. */
    private static final Set<String> DYNAMIC = Set.of("recipientList", "routingSlip", "dynamicRouter");

    /** Consumers that open a door beside the edge, which alone authenticates, limits and answers properly. */
    private static final Set<String> OTHER_SERVERS = Set.of(
            "rest", "rest-api", "rest-openapi", "servlet", "jetty", "netty", "netty-http", "undertow", "websocket");

    /** How a model provider's address is written. */
    private static final Pattern PROVIDER = Pattern.compile("upstream-url:|tollgate\\.upstreams\\.");

    /** Steps whose calls cost money: between a hold and a settlement only. */
    private static final Set<String> PAID_CALLS = Set.of("call-llm", "call-upstream");

    /** The files that may name a provider's address: the paid calls' own, and the one that reads what costs nothing. */
    private static final Set<String> CALLERS =
            Set.of("call-llm.kamelet.yaml", "call-upstream.kamelet.yaml", "read-upstream.kamelet.yaml");

    private static final Pattern BEAN_IN_SIMPLE = Pattern.compile("\\$\\{bean:(?:type:)?([^.?}]+)");

    /** As Prices reads it. */
    private static final Pattern PRICE_AT_RATE = Pattern.compile("[^@]+@[1-9][0-9]{0,17}");

    private final RouteFile file;
    private final RouteCatalog catalog;
    private final List<Violation> violations = new ArrayList<>();

    SafetyRules(RouteFile file, RouteCatalog catalog) {
        this.file = file;
        this.catalog = catalog;
    }

    List<Violation> check() {
        for (YamlNode item :
                file.isKamelet() ? List.<YamlNode>of() : file.yaml().items()) {
            checkNoRest(item);
        }
        for (RouteDefinition route : file.routes()) {
            checkErrorPolicy(route);
            checkAuthentication(route);
            checkMetering(route.steps(), false, false);
            route.allSteps().forEach(this::checkStep);
        }
        for (YamlNode policy : file.policies()) {
            stepsOf(policy).forEach(this::checkStep);
        }
        file.yaml().walk(this::checkBeansInExpressions);
        return violations;
    }

    private void checkNoRest(YamlNode item) {
        for (String rest : List.of("rest", "restConfiguration")) {
            if (item.has(rest)) {
                add(item.line(), "entry", "a route from platform-http, not " + rest);
            }
        }
    }

    private void checkErrorPolicy(RouteDefinition route) {
        if (file.isKamelet()) {
            return;
        }
        int line = route.node().line();
        String policy = route.node().at("routeConfigurationId").text();
        if (OTHER_SERVERS.contains(route.from().scheme())) {
            add(line, "entry", "from platform-http, not " + route.from().scheme());
        }
        if (!route.isEntry()) {
            if (!route.node().at("errorHandler").has("noErrorHandler")) {
                add(
                        line,
                        "error-policy",
                        "errorHandler: {noErrorHandler: {}}, so that the caller's policy sees errors");
            }
        } else if (policy.isEmpty()) {
            add(line, "error-policy", "routeConfigurationId: its family's error policy");
        } else if (!catalog.policies().contains(policy)) {
            add(line, "error-policy", "routeConfigurationId: one of " + sorted(catalog.policies()) + ", not " + policy);
        }
    }

    private void checkAuthentication(RouteDefinition route) {
        if (!route.isHttp()) {
            return;
        }
        RouteStep first = route.steps().stream().findFirst().orElse(route.from());
        String as = first.parameter("as");
        if (!first.isKamelet("authenticate") || as.isEmpty() || as.contains("{")) {
            add(first.line(), "authentication", "kamelet:authenticate first, with `as` (`as: anyone` if it is public)");
        } else if (isOperatorPath(route.from().path()) && !as.equals("operator")) {
            add(first.line(), "authentication", "as: operator, below /operator");
        }
    }

    /**
     * A paid call stands after a hold and before a settlement, in the same list of steps or in one around it, so that no
     * branch goes past them.
     */
    private void checkMetering(List<RouteStep> steps, boolean heldBefore, boolean settledAfter) {
        boolean held = heldBefore;
        for (int i = 0; i < steps.size(); i++) {
            RouteStep step = steps.get(i);
            boolean settled = settledAfter
                    || steps.subList(i + 1, steps.size()).stream()
                            .anyMatch(later -> later.isKamelet("settle-and-answer"));
            boolean paid = PAID_CALLS.contains(step.kameletName());
            if (paid && !held) {
                add(step.line(), "metering", "kamelet:hold-funds before the call, on every way to it");
            }
            if (paid && !settled) {
                add(step.line(), "metering", "kamelet:settle-and-answer after the call, on every way from it");
            }
            held |= step.isKamelet("hold-funds");
            for (List<RouteStep> branch : step.branches()) {
                checkMetering(branch, held, settled);
            }
        }
    }

    private void checkStep(RouteStep step) {
        if (DYNAMIC.contains(step.eip())) {
            add(step.line(), "target", "a step whose target is known before it runs, not " + step.eip());
        }
        String target = step.uri().replaceFirst("\\?.*", "");
        if (step.uri().startsWith("$") || (isOurs(step) && target.contains("${"))) {
            add(step.line(), "target", "a target that is known before it runs, not " + target);
        }
        String kamelet = step.kameletName();
        if (!kamelet.isEmpty() && !kamelet.contains("{") && !catalog.kamelets().contains(kamelet)) {
            add(step.line(), "kamelet", "one of " + sorted(catalog.kamelets()) + ", not " + kamelet);
        }
        if (PROVIDER.matcher(step.uri()).find() && !CALLERS.contains(file.fileName())) {
            add(
                    step.line(),
                    "metering",
                    "kamelet:call-llm, call-upstream or read-upstream, which alone talk to a model provider");
        }
        checkBean(step);
    }

    private void checkBean(RouteStep step) {
        if (step.eip().equals("bean")) {
            checkBeanNamed(step.node().at("ref").text(), step.line());
        } else if (step.scheme().equals("bean")) {
            checkBeanNamed(step.path(), step.line());
        } else if (step.isKamelet("hold-funds")) {
            checkPrice(step.parameter("price"), step.line());
        } else if (step.isKamelet("settle-and-answer")) {
            checkBeanNamed(step.parameter("policy"), step.line());
        }
    }

    private void checkPrice(String price, int line) {
        Matcher rate = PRICE_AT_RATE.matcher(price);
        checkBeanNamed(price.replaceFirst("@.*", ""), line);
        if (price.contains("@") && !rate.matches()) {
            add(line, "price", "a whole number of tokens after the @ of a price, not " + price);
        }
    }

    private void checkBeansInExpressions(YamlNode node) {
        checkBeanNamed(node.at("method", "ref").text(), node.line());
        Matcher bean = BEAN_IN_SIMPLE.matcher(node.text());
        while (bean.find()) {
            checkBeanNamed(bean.group(1), node.line());
        }
    }

    private void checkBeanNamed(String bean, int line) {
        if (!bean.isEmpty() && !bean.contains("{") && !catalog.beans().test(bean)) {
            add(line, "bean", "a bean that exists, not " + bean);
        }
    }

    private static boolean isOurs(RouteStep step) {
        return step.scheme().equals("kamelet")
                || step.scheme().equals("direct")
                || step.scheme().equals("bean");
    }

    private static boolean isOperatorPath(String path) {
        return path.equals("/operator") || path.startsWith("/operator/");
    }

    /** All steps of an error policy's onException and onCompletion. */
    private static List<RouteStep> stepsOf(YamlNode policy) {
        List<RouteStep> all = new ArrayList<>();
        new RouteStep("routeConfiguration", policy)
                .branches()
                .forEach(branch -> branch.forEach(step -> step.addTo(all)));
        return all;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private void add(int line, String rule, String expected) {
        violations.add(new Violation(file.path(), line, rule, expected, Violation.Kind.SAFETY));
    }
}
