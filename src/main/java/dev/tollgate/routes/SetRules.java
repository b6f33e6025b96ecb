package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** What files must keep among each other: nothing twice, nothing missing. Safety rules, all of them. */
public final class SetRules {

    /** Options of every Kamelet's endpoint, whatever its own properties are. */
    private static final Set<String> ENDPOINT_OPTIONS = Set.of(
            "location",
            "noErrorHandler",
            "bridgeErrorHandler",
            "block",
            "timeout",
            "failIfNoConsumers",
            "lazyStartProducer",
            "exchangePattern");

    private static final Set<String> ITEMS = Set.of("route", "from", "routeConfiguration");

    private final RouteSet set;
    private final Map<String, String> taken = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private SetRules(RouteSet set) {
        this.set = set;
    }

    /** All violations of a set whose files keep {@link RouteRules#safety} each for itself, with the files' full names. */
    public static List<Violation> check(RouteSet set) {
        SetRules rules = new SetRules(set);
        set.routeFiles().forEach(rules::checkFile);
        return rules.violations;
    }

    /**
     * The safety rules over one file of a set that has the right schema, and the steps that call a method which its bean
     * doesn't have; with the file's full name.
     *
     * @param hasMethod whether the bean named first has a method of the second name
     */
    public static List<Violation> checkOne(
            RouteSet set, SourceFile source, RouteCatalog catalog, BiPredicate<String, String> hasMethod) {
        RouteFile routes = set.routeFiles().get(source.file());
        if (routes == null) {
            return List.of();
        }
        List<Violation> violations = new ArrayList<>();
        RouteRules.meaning(routes, catalog).forEach(violation -> violations.add(violation.in(source.file())));
        routes.yaml().walk(node -> checkMethods(source.file(), node, hasMethod, violations));
        return violations;
    }

    /** What Camel's YAML schema finds wrong with one file. */
    public static List<Violation> checkSchema(SourceFile source) {
        return RouteRules.schema(RouteFile.parse(source.path(), source.text())).stream()
                .map(violation -> violation.in(source.file()))
                .toList();
    }

    private static void checkMethods(
            String file, YamlNode node, BiPredicate<String, String> hasMethod, List<Violation> violations) {
        for (YamlNode call : List.of(node.at("bean"), node.at("method"))) {
            String bean = call.at("ref").text();
            String method = call.at("method").text().replaceFirst("\\(.*", "").strip();
            if (!bean.isEmpty()
                    && !method.isEmpty()
                    && !(bean + method).contains("{")
                    && !hasMethod.test(bean, method)) {
                violations.add(new Violation(
                        file, call.line(), "bean", "a method of " + bean + ", not " + method, Violation.Kind.SAFETY));
            }
        }
    }

    private void checkFile(String file, RouteFile routes) {
        if (routes.isKamelet()) {
            takeOnce(file, 1, "Kamelet", routes.yaml().at("metadata", "name").text());
            if (set.dependencies(file).stream()
                    .anyMatch(other -> set.dependencies(other).contains(file))) {
                add(file, 1, "kamelet", "a Kamelet that doesn't end up in itself");
            }
        } else {
            checkItems(file, routes.yaml());
        }
        for (YamlNode policy : routes.policies()) {
            takeOnce(file, policy.line(), "route configuration", policy.at("id").text());
        }
        if (!routes.isKamelet()) {
            routes.routes().forEach(route -> checkRoute(file, route));
        }
        routes.steps().forEach(step -> checkStep(file, step));
    }

    private void checkItems(String file, YamlNode root) {
        if (root.items().stream()
                .noneMatch(item -> item.fields().keySet().stream().anyMatch(ITEMS::contains))) {
            add(file, 1, "entry", "a list of at least one - route: or - routeConfiguration:");
        }
        for (YamlNode item : root.items()) {
            item.fields().forEach((name, value) -> {
                if (!ITEMS.contains(name)) {
                    add(file, value.line(), "entry", "route or routeConfiguration, not " + name);
                }
            });
        }
    }

    private void checkRoute(String file, RouteDefinition route) {
        int line = route.node().line();
        takeOnce(file, line, "route", route.id());
        if (route.id().contains("@")) {
            add(file, line, "id", "an id without @, which marks the versions of a route");
        }
        String path = route.from().path();
        if (route.isHttp()) {
            String methods = route.from().parameter("httpMethodRestrict");
            String prefix = route.from().parameter("matchOnUriPrefix").equals("true") ? "/*" : "";
            for (String method : (methods.isEmpty() ? "*" : methods).split(",", -1)) {
                String shape = path.replaceAll("\\{[^/]*}", "{}") + prefix;
                takeOnce(file, line, "endpoint", method.strip() + " " + shape);
            }
        } else if (!route.from().isKamelet("source")) {
            if (route.from().scheme().equals("quartz") && !path.contains("/")) {
                add(file, line, "entry", "quartz:group/name, so that the job has one name on all nodes");
            }
            String direct = route.from().directName();
            takeOnce(file, line, "consumer", route.from().scheme() + ":" + (direct.isEmpty() ? path : direct));
        }
    }

    private void checkStep(String file, RouteStep step) {
        String sql = step.sqlFile();
        if (!sql.isEmpty() && set.file(sql) == null) {
            add(file, step.line(), "sql", "a file that exists, not " + sql);
        }
        String direct = step.eip().equals("from") ? "" : step.directName();
        if (!direct.isEmpty() && !direct.contains("{") && !set.hasDirect(direct)) {
            add(file, step.line(), "direct", "a started route from direct:" + direct + ", which no file has");
        }
        RouteFile kamelet = set.kamelet(step.kameletName());
        if (kamelet != null) {
            checkParameters(file, step, kamelet.yaml().at("spec", "definition"));
        }
        String schema = step.isKamelet("read-json") ? step.parameter("schema") : "";
        if (!schema.isEmpty() && !schema.contains("{") && !set.hasSchema(schema)) {
            add(file, step.line(), "schema", "a request schema that exists, not " + schema);
        }
    }

    private void checkParameters(String file, RouteStep call, YamlNode definition) {
        Set<String> known = new TreeSet<>(definition.at("properties").fields().keySet());
        Set<String> given = call.parameters();
        for (YamlNode required : definition.at("required").items()) {
            if (!given.contains(required.text())
                    && !definition.at("properties", required.text()).has("default")) {
                add(
                        file,
                        call.line(),
                        "kamelet",
                        "the parameter " + required.text() + " of kamelet:" + call.kameletName());
            }
        }
        for (String name : given) {
            if (!known.contains(name) && !ENDPOINT_OPTIONS.contains(name)) {
                add(
                        file,
                        call.line(),
                        "kamelet",
                        "one of the parameters " + known + " of kamelet:" + call.kameletName() + ", not " + name);
            }
        }
    }

    private void takeOnce(String file, int line, String what, String name) {
        if (name.isEmpty()) {
            add(file, line, "id", "an id");
            return;
        }
        String other = taken.putIfAbsent(what + " " + name, file);
        if (other != null) {
            String expected = "another " + what + " than " + name + ", which ";
            add(file, line, "unique", expected + other + " has");
            add(other, 1, "unique", expected + file + " has"); // whichever was edited is to blame
        }
    }

    private void add(String file, int line, String rule, String expected) {
        violations.add(new Violation(file, line, rule, expected, Violation.Kind.SAFETY));
    }
}
