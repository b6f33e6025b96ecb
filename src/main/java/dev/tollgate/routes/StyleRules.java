package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file must keep to be read: one thing a file, small, described, without code in it. */
final class StyleRules {

    static final int MAX_LINES = 80;
    static final int MAX_STEPS = 10;

    /** Endpoints inside this process. Everything else is somebody else's answer to wait for. */
    private static final Set<String> UPSTREAM_CALLS = Set.of("call-llm", "call-upstream", "read-upstream");

    private static final Set<String> INTERNAL = Set.of(
            "kamelet",
            "direct",
            "seda",
            "bean",
            "class",
            "log",
            "mock",
            "controlbus",
            "language",
            "dataformat",
            "file",
            "ref",
            "validator",
            "json-validator",
            "micrometer");

    /** Our own database, whose pool has the time-outs. */
    private static final Set<String> DATABASE = Set.of("sql", "jdbc");

    private static final Set<String> SCRIPTS = Set.of(
            "script",
            "groovy",
            "java",
            "javaScript",
            "javascript",
            "js",
            "joor",
            "mvel",
            "ognl",
            "python",
            "csimple",
            "spel",
            "wasm",
            "datasonnet",
            "language");

    private static final String FORMULA = "formula";

    private static final Set<String> PREDICATES = Set.of(
            "when",
            "filter",
            "validate",
            "onWhen",
            "loop",
            "retryWhile",
            "handled",
            "continued",
            "completionPredicate");

    private static final Pattern SQL = Pattern.compile(
            "(?is)\\s*(select\\s.*\\sfrom|insert\\s+into|update\\s.*\\sset|delete\\s+from|with\\s.*\\sas)\\s.*");

    private final RouteFile file;
    private final RouteCatalog catalog;
    private final List<Violation> violations = new ArrayList<>();

    StyleRules(RouteFile file, RouteCatalog catalog) {
        this.file = file;
        this.catalog = catalog;
    }

    List<Violation> check() {
        checkFileName();
        checkSize();
        checkFamilies();
        for (YamlNode policy : file.policies()) {
            requireText(policy, "description");
            policy.walk(this::checkNoCode);
        }
        for (RouteDefinition route : file.routes()) {
            if (!file.isKamelet()) {
                requireText(route.node(), "description");
            }
            checkSteps(route);
            route.node().walk(this::checkNoCode);
        }
        if (file.isKamelet()) {
            checkKamelet();
        }
        return violations;
    }

    private void checkFileName() {
        List<YamlNode> policies = file.policies();
        int things = policies.size() + file.routes().size();
        if (things != 1 || (!file.isKamelet() && file.yaml().items().size() != 1)) {
            add(1, "file-name", "one route, one route configuration or one Kamelet a file");
            return;
        }
        String id = policies.isEmpty()
                ? file.routes().get(0).id()
                : policies.get(0).at("id").text();
        String name = id + (file.isKamelet() ? RouteFile.KAMELET_SUFFIX : RouteFile.ROUTE_SUFFIX);
        if (!file.fileName().equals(name)) {
            add(1, "file-name", "the file named after its id: " + name);
        }
    }

    private void checkSize() {
        long lines = file.text().lines().count();
        if (lines > MAX_LINES) {
            add(MAX_LINES + 1, "size", "at most " + MAX_LINES + " lines, not " + lines);
        }
    }

    /** {@code shared/} names no family, and a family no other one. The bare word may be a word. */
    private void checkFamilies() {
        int line = 0;
        for (String text : file.text().lines().toList()) {
            line++;
            for (String family : catalog.families()) {
                if (!family.equals(file.folder()) && names(text, family)) {
                    add(line, "family", "no name of the family " + family + " outside its folder");
                }
            }
        }
    }

    private static boolean names(String text, String family) {
        Matcher name = Pattern.compile("(?<![\\w-])" + Pattern.quote(family) + "[-/]\\w")
                .matcher(text);
        return name.find();
    }

    private void checkKamelet() {
        YamlNode definition = file.yaml().at("spec", "definition");
        requireText(definition, "description");
        for (Map.Entry<String, YamlNode> parameter :
                definition.at("properties").fields().entrySet()) {
            for (String field : List.of("title", "description", "type")) {
                requireText(parameter.getValue(), field);
            }
        }
    }

    private void checkSteps(RouteDefinition route) {
        List<RouteStep> steps = route.allSteps();
        if (steps.size() > MAX_STEPS) {
            add(steps.get(MAX_STEPS).line(), "size", "at most " + MAX_STEPS + " steps, not " + steps.size());
        }
        for (RouteStep step : steps) {
            if (step.eip().equals("idempotentConsumer")) {
                add(
                        step.line(),
                        "idempotency",
                        "kamelet:claim-idempotency-key, since idempotentConsumer never replays");
            }
            if (!step.uri().isEmpty()) {
                checkCall(step);
            }
        }
    }

    private void checkCall(RouteStep step) {
        boolean database = DATABASE.contains(step.scheme());
        boolean external = !database && !INTERNAL.contains(step.scheme());
        boolean needsId = external || database || UPSTREAM_CALLS.contains(step.kameletName());
        if (needsId && step.node().at("id").text().isEmpty()) {
            add(step.line(), "external-call", "an id on the call of " + step.uri());
        }
        if (external
                && step.parameter("responseTimeout").isEmpty()
                && step.parameter("soTimeout").isEmpty()) {
            add(step.line(), "external-call", "a time-out (responseTimeout) on the call of " + step.uri());
        }
        if (step.scheme().equals("sql") && !step.path().strip().endsWith(".sql")) {
            add(step.line(), "sql", "the statement in a file: sql:file:….sql");
        }
    }

    /** Arithmetic over named numbers, the one language that is no script; also the name itself, in it. */
    private static boolean isFormula(YamlNode value) {
        return value.at("language").text().equals(FORMULA) || value.text().equals(FORMULA);
    }

    private void checkNoCode(YamlNode node) {
        node.fields().forEach((name, value) -> {
            if (SCRIPTS.contains(name) && !isFormula(value)) {
                add(value.line(), "script", "a bean in place of " + name);
            }
            if (PREDICATES.contains(name)) {
                checkPredicates(value);
            }
            if (name.equals("simple") || name.equals("constant")) {
                checkNoSql(value.has("expression") ? value.at("expression") : value);
            }
        });
    }

    private void checkPredicates(YamlNode holder) {
        holder.items().forEach(this::checkPredicates);
        YamlNode expression = holder.has("expression") ? holder.at("expression") : holder;
        YamlNode simple = expression.at("simple");
        String text = simple.has("expression") ? simple.at("expression").text() : simple.text();
        if (text.contains("&&") || text.contains("||")) {
            add(simple.line(), "predicate", "one comparison a predicate; more than that is a bean's");
        }
    }

    private void checkNoSql(YamlNode text) {
        if (SQL.matcher(text.text()).matches()) {
            add(text.line(), "sql", "the statement in a file: sql:file:….sql");
        }
    }

    private void requireText(YamlNode node, String field) {
        if (node.at(field).text().isBlank()) {
            add(node.line(), "description", "a " + field);
        }
    }

    private void add(int line, String rule, String expected) {
        violations.add(new Violation(file.path(), line, rule, expected, Violation.Kind.STYLE));
    }
}
