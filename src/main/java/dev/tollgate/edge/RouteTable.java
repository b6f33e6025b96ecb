package dev.tollgate.edge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which consumer serves a path and method.
 *
 * <p>A literal path wins over a template, a template over a prefix, whatever the method: a wrong method on a literal
 * path is refused and never falls through to a wildcard, which might be a paid path. Readers see an immutable snapshot;
 * registering the same path and method again switches to the new consumer atomically.
 *
 * @param <C> the consumer's type
 */
final class RouteTable<C> {

    /** What a look-up found. */
    sealed interface Match<C> {
        /** The path and the method are served. */
        record Found<C>(C consumer, Map<String, String> pathVariables) implements Match<C> {}

        /** The path is served, by other methods; {@code anyConsumer} is one of them. */
        record WrongMethod<C>(Set<String> allowed, C anyConsumer) implements Match<C> {}

        /** Nothing serves this path. */
        record None<C>() implements Match<C> {}
    }

    private record Path<C>(PathPattern pattern, Map<String, C> byMethod) {}

    private record Snapshot<C>(Map<String, Path<C>> literals, List<Path<C>> patterns) {}

    private static final String ANY_METHOD = "*";

    private final Map<PathPattern, Path<C>> paths = new HashMap<>();
    private volatile Snapshot<C> snapshot = new Snapshot<>(Map.of(), List.of());

    /**
     * @param methods upper-case; empty means every method
     */
    synchronized void register(PathPattern pattern, Set<String> methods, C consumer) {
        Map<String, C> byMethod = new HashMap<>();
        Path<C> known = paths.get(pattern);
        if (known != null) {
            byMethod.putAll(known.byMethod());
        }
        for (String method : methods.isEmpty() ? Set.of(ANY_METHOD) : methods) {
            byMethod.put(method, consumer);
        }
        paths.put(pattern, new Path<>(pattern, Map.copyOf(byMethod)));
        publish();
    }

    /** Takes the consumer out wherever it still is the current one; a newer one of the same path stays. */
    synchronized void unregister(C consumer) {
        paths.replaceAll((pattern, path) -> {
            Map<String, C> left = new HashMap<>(path.byMethod());
            left.values().removeIf(current -> current == consumer);
            return new Path<>(pattern, Map.copyOf(left));
        });
        paths.values().removeIf(path -> path.byMethod().isEmpty());
        publish();
    }

    /** Looks a decoded path up. */
    Match<C> match(String method, String path) {
        Snapshot<C> now = snapshot;
        Path<C> literal = now.literals().get(path);
        if (literal != null) {
            return byMethod(List.of(literal), method, path);
        }
        for (Path<C> candidate : now.patterns()) {
            if (candidate.pattern().match(path) != null) {
                return byMethod(alike(candidate, now.patterns()), method, path);
            }
        }
        return new Match.None<>();
    }

    /** Routes may call the variables of one path differently for different methods. */
    private static <C> List<Path<C>> alike(Path<C> path, List<Path<C>> patterns) {
        return patterns.stream()
                .filter(other -> other.pattern().isLike(path.pattern()))
                .toList();
    }

    private static <C> Match<C> byMethod(List<Path<C>> alike, String method, String path) {
        Set<String> allowed = new TreeSet<>();
        for (Path<C> candidate : alike) {
            C consumer = consumerFor(candidate, method);
            if (consumer != null) {
                return new Match.Found<>(
                        consumer, Objects.requireNonNull(candidate.pattern().match(path)));
            }
            allowed.addAll(candidate.byMethod().keySet());
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return new Match.WrongMethod<>(
                allowed, alike.get(0).byMethod().values().iterator().next());
    }

    private static <C> @Nullable C consumerFor(Path<C> path, String method) {
        C exact = path.byMethod().get(method);
        if (exact != null) {
            return exact;
        }
        C get = "HEAD".equals(method) ? path.byMethod().get("GET") : null;
        return get != null ? get : path.byMethod().get(ANY_METHOD);
    }

    private void publish() {
        Map<String, Path<C>> literals = new HashMap<>();
        List<Path<C>> patterns = new ArrayList<>();
        for (Path<C> path : paths.values()) {
            if (path.pattern().isLiteral()) {
                literals.put(path.pattern().text(), path);
            } else {
                patterns.add(path);
            }
        }
        patterns.sort(Comparator.comparing(Path::pattern));
        snapshot = new Snapshot<>(Map.copyOf(literals), List.copyOf(patterns));
    }
}
