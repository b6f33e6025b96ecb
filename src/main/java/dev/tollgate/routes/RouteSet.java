package dev.tollgate.routes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All files that a server runs, or might run: what each depends on, and by that its version.
 *
 * <p>A file's version changes with its text and with the text of all that it uses: Kamelets, also those that they use,
 * error policies, queries, schemas. So whatever has another version than before has to be loaded anew, and nothing else.
 */
public final class RouteSet {

    /** Most files are the same from one set to the next, and reading YAML is most of the work. */
    private static final Cache<SourceFile, RouteFile> PARSED =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private final Map<String, SourceFile> files = new TreeMap<>();
    private final Map<String, RouteFile> parsed = new TreeMap<>();
    private final Map<String, String> kamelets = new HashMap<>();
    private final Map<String, String> policies = new HashMap<>();
    private final Map<String, String> schemas = new HashMap<>();
    private final Map<String, String> directs = new HashMap<>();
    private final Map<String, Set<String>> dependencies = new ConcurrentHashMap<>();
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    private RouteSet() {}

    public static RouteSet of(Collection<SourceFile> files) {
        RouteSet set = new RouteSet();
        for (SourceFile file : files) {
            set.files.put(file.file(), file);
            if (file.isSchema()) {
                set.schemas.put(file.schemaName(), file.file());
            }
            if (file.isRoutes() || file.isKamelet()) {
                set.add(file.file(), parsed(file));
            }
        }
        return set;
    }

    private static RouteFile parsed(SourceFile file) {
        RouteFile known = PARSED.getIfPresent(file);
        if (known == null) {
            known = RouteFile.parse(file.path(), file.text());
            PARSED.put(file, known);
        }
        return known;
    }

    /** All its files, by path. */
    public Collection<SourceFile> files() {
        return files.values();
    }

    /** A file, or null if it isn't part of this set. */
    public @Nullable SourceFile file(String file) {
        return files.get(file);
    }

    /** The routes and Kamelets in it that are YAML, by their files. */
    Map<String, RouteFile> routeFiles() {
        return parsed;
    }

    /** A Kamelet by its name, or null. */
    @Nullable
    RouteFile kamelet(String name) {
        String file = kamelets.get(name);
        return file == null ? null : parsed.get(file);
    }

    /** The files with routes in them. */
    public Set<String> filesWithRoutes() {
        Set<String> with = new TreeSet<>();
        parsed.forEach((file, routes) -> {
            if (!routes.isKamelet() && !routes.routes().isEmpty()) {
                with.add(file);
            }
        });
        return with;
    }

    /** The ids of the routes in a file. */
    public List<String> routeIds(String file) {
        RouteFile routes = parsed.get(file);
        return routes == null || routes.isKamelet()
                ? List.of()
                : routes.routes().stream().map(RouteDefinition::id).toList();
    }

    /** The names of Kamelets and the files they stand in. */
    public Map<String, String> kamelets() {
        return kamelets;
    }

    /** The ids of error policies and the files they stand in. */
    public Map<String, String> policies() {
        return policies;
    }

    /** What all files may refer to. */
    public RouteCatalog catalog(java.util.function.Predicate<String> beans) {
        return RouteCatalog.of(parsed.values(), beans);
    }

    /** The files that a file uses, itself not, those that they use too; also ones that aren't part of this set. */
    public Set<String> dependencies(String file) {
        Set<String> known = dependencies.get(file);
        if (known == null) {
            known = new LinkedHashSet<>();
            collect(file, known);
            known.remove(file);
            dependencies.put(file, known);
        }
        return known;
    }

    /** The files of the {@code direct:} routes that a file calls: they are found when they are called, and may change. */
    public Set<String> called(String file) {
        RouteFile routes = parsed.get(file);
        Set<String> called = new TreeSet<>();
        for (RouteStep step : routes == null ? List.<RouteStep>of() : routes.steps()) {
            String direct = directs.get(step.directName());
            if (direct != null && !direct.equals(file)) {
                called.add(direct);
            }
        }
        return called;
    }

    /** Whether steps may name a request schema so. */
    boolean hasSchema(String name) {
        return schemas.containsKey(name);
    }

    /** Whether there is a route that begins with {@code direct:} of that name, and is started. */
    boolean hasDirect(String name) {
        return directs.containsKey(name);
    }

    /** A short hash of what the file does: of its text, and of the texts that it depends on. */
    public String version(String file) {
        return versions.computeIfAbsent(file, this::versionOf);
    }

    private String versionOf(String file) {
        List<String> texts = new ArrayList<>();
        texts.add(text(file));
        dependencies(file).stream().sorted().forEach(dependency -> texts.add(dependency + "\n" + text(dependency)));
        return SourceFile.version(texts);
    }

    private String text(String file) {
        SourceFile source = files.get(file);
        return source == null ? "" : source.text();
    }

    private void add(String file, RouteFile routes) {
        parsed.put(file, routes);
        if (routes.isKamelet()) {
            kamelets.putIfAbsent(routes.yaml().at("metadata", "name").text(), file);
        }
        for (RouteDefinition route : routes.routes()) {
            if (!route.from().directName().isEmpty() && route.isStarted()) {
                directs.putIfAbsent(route.from().directName(), file);
            }
        }
        routes.policies().forEach(policy -> policies.putIfAbsent(policy.at("id").text(), file));
    }

    private void collect(String file, Set<String> into) {
        RouteFile routes = parsed.get(file);
        if (routes == null) {
            return;
        }
        for (RouteDefinition route : routes.routes()) {
            String policy = policies.get(route.node().at("routeConfigurationId").text());
            if (policy != null) {
                addWithItsOwn(policy, into);
            }
        }
        for (RouteStep step : routes.steps()) {
            String kamelet = kamelets.get(step.kameletName());
            if (kamelet != null) {
                addWithItsOwn(kamelet, into);
            }
            if (!step.sqlFile().isEmpty()) {
                into.add(step.sqlFile());
            }
            String schema = step.isKamelet("read-json") ? schemas.get(step.parameter("schema")) : null;
            if (schema != null) {
                into.add(schema);
            }
        }
    }

    private void addWithItsOwn(String file, Set<String> into) {
        if (into.add(file)) {
            collect(file, into);
        }
    }
}
