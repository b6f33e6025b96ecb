package dev.tollgate.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A route file: routes, route configurations, or a Kamelet. What is in it is looked for once. */
public final class RouteFile {

    static final String ROUTE_SUFFIX = ".camel.yaml";
    static final String KAMELET_SUFFIX = ".kamelet.yaml";

    private final String path;
    private final String text;
    private final YamlNode yaml;
    private final @Nullable Violation problem;
    private final List<RouteDefinition> routes;
    private final List<YamlNode> policies;
    private final List<RouteStep> steps;

    private RouteFile(String path, String text, YamlNode yaml, @Nullable Violation problem) {
        this.path = path;
        this.text = text;
        this.yaml = yaml;
        this.problem = problem;
        this.routes = findRoutes();
        this.policies = findPolicies();
        this.steps = findSteps();
    }

    /** Reads a file's text; one that isn't YAML is a violation, not an exception. */
    public static RouteFile parse(String path, String text) {
        try {
            return new RouteFile(path, text, YamlNode.parse(text), null);
        } catch (YamlNode.NotYaml e) {
            Violation problem =
                    new Violation(path, e.line(), "schema", "YAML; " + e.getMessage(), Violation.Kind.SAFETY);
            return new RouteFile(path, text, YamlNode.parse(""), problem);
        }
    }

    /** From the folder {@code routes} on, with forward slashes, such as {@code wallet/wallet-health.camel.yaml}. */
    public String path() {
        return path;
    }

    /** The whole file. */
    public String text() {
        return text;
    }

    /** Why it isn't YAML; null where it is. */
    public @Nullable Violation problem() {
        return problem;
    }

    /** All route files below a folder, by path. */
    public static List<RouteFile> below(Path routes) throws IOException {
        try (Stream<Path> files = Files.walk(routes)) {
            List<Path> paths = files.filter(RouteFile::isRouteFile).sorted().toList();
            return paths.stream().map(path -> read(routes, path)).toList();
        }
    }

    /** The folder it is in: a family's, {@code shared} or {@code sandbox}. */
    String folder() {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean isKamelet() {
        return path.endsWith(KAMELET_SUFFIX);
    }

    /** The file's YAML; nothing where it has none. */
    YamlNode yaml() {
        return yaml;
    }

    /** The routes in it; the template of a Kamelet is one. */
    List<RouteDefinition> routes() {
        return routes;
    }

    /** The route configurations in it: error policies. */
    List<YamlNode> policies() {
        return policies;
    }

    /** All steps in it: the consumers and steps of its routes, and the steps of its error policies. */
    List<RouteStep> steps() {
        return steps;
    }

    private List<RouteDefinition> findRoutes() {
        if (isKamelet()) {
            YamlNode template = yaml.at("spec", "template");
            YamlNode route = template.has("route") ? template.at("route") : template;
            return List.of(new RouteDefinition(yaml.at("metadata", "name").text(), route));
        }
        return yaml.items().stream()
                .filter(item -> item.has("route") || item.has("from"))
                .map(item -> item.has("route") ? item.at("route") : item)
                .map(route -> new RouteDefinition(route.at("id").text(), route))
                .toList();
    }

    private List<YamlNode> findPolicies() {
        return yaml.items().stream()
                .filter(item -> item.has("routeConfiguration"))
                .map(item -> item.at("routeConfiguration"))
                .toList();
    }

    private List<RouteStep> findSteps() {
        List<RouteStep> all = new ArrayList<>();
        for (RouteDefinition route : routes) {
            all.add(route.from());
            all.addAll(route.allSteps());
        }
        for (YamlNode policy : policies) {
            new RouteStep("routeConfiguration", policy)
                    .branches()
                    .forEach(branch -> branch.forEach(step -> step.addTo(all)));
        }
        return List.copyOf(all);
    }

    private static boolean isRouteFile(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(ROUTE_SUFFIX) || name.endsWith(KAMELET_SUFFIX);
    }

    private static RouteFile read(Path routes, Path file) {
        try {
            return parse(routes.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
