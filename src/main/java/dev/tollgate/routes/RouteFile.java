package dev.tollgate.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route file: routes, route configurations, or a Kamelet.
 *
 * @param path from the folder {@code routes} on, with forward slashes, such as {@code wallet/wallet-health.camel.yaml}
 * @param text the whole file
 * @param root its YAML; null where it isn't any
 * @param problem why there is none
 */
public record RouteFile(
        String path,
        String text,
        @Nullable YamlNode root,
        @Nullable Violation problem) {

    static final String ROUTE_SUFFIX = ".camel.yaml";
    static final String KAMELET_SUFFIX = ".kamelet.yaml";

    /** Reads a file's text; one that isn't YAML is a violation, not an exception. */
    public static RouteFile parse(String path, String text) {
        try {
            return new RouteFile(path, text, YamlNode.parse(text), null);
        } catch (YamlNode.NotYaml e) {
            Violation problem =
                    new Violation(path, e.line(), "schema", "YAML; " + e.getMessage(), Violation.Kind.SAFETY);
            return new RouteFile(path, text, null, problem);
        }
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
        return root == null ? YamlNode.parse("") : root;
    }

    /** The routes in it; the template of a Kamelet is one. */
    List<RouteDefinition> routes() {
        if (isKamelet()) {
            YamlNode template = yaml().at("spec", "template");
            YamlNode route = template.has("route") ? template.at("route") : template;
            return List.of(new RouteDefinition(yaml().at("metadata", "name").text(), route));
        }
        return yaml().items().stream()
                .filter(item -> item.has("route") || item.has("from"))
                .map(item -> item.has("route") ? item.at("route") : item)
                .map(route -> new RouteDefinition(route.at("id").text(), route))
                .toList();
    }

    /** The route configurations in it: error policies. */
    List<YamlNode> policies() {
        return yaml().items().stream()
                .filter(item -> item.has("routeConfiguration"))
                .map(item -> item.at("routeConfiguration"))
                .toList();
    }

    /** All steps in it: the consumers and steps of its routes, and the steps of its error policies. */
    List<RouteStep> steps() {
        List<RouteStep> all = new ArrayList<>();
        for (RouteDefinition route : routes()) {
            all.add(route.from());
            all.addAll(route.allSteps());
        }
        for (YamlNode policy : policies()) {
            new RouteStep("routeConfiguration", policy)
                    .branches()
                    .forEach(branch -> branch.forEach(step -> step.addTo(all)));
        }
        return all;
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
