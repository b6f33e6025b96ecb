package dev.tollgate.reload;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that run, and the step from one set of files to the next.
 *
 * <p>All that changes is built beside what runs. Then the new routes are started, all of them before one old one is
 * retired: for HTTP that switches a path atomically, also one that moves between files. If Camel can't build or start one
 * route, nothing has happened. The old ones drain: what runs on them goes on to its end, and then they are removed. One
 * thread at a time.
 */
final class LiveRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    /** A caller of a {@code direct:} route may have found the old one just before the switch. */
    private static final Duration LEAST_DRAIN = Duration.ofSeconds(1);

    /**
     * A route that is to go.
     *
     * @param callers of a {@code direct:} route that nothing has taken the place of: while one of them is there, it may
     *     be called, and so it still is
     */
    private record Draining(
            LiveRoute route, long sinceNanos, @Nullable Set<LiveRoute> callers) {

        Draining(LiveRoute route) {
            this(route, System.nanoTime(), null);
        }
    }

    private static final Duration A_WHILE = Duration.ofMillis(100);

    private final CamelRoutes camel;
    private final Definitions definitions;
    private final RunningSources sources;
    private final EdgeEngine engine;
    private final LiveJobs jobs;
    private final Map<LiveRoute.Key, LiveRoute> current = new HashMap<>();
    private final List<Draining> draining = new ArrayList<>();
    private volatile RouteSet running = RouteSet.of(List.of());

    LiveRoutes(CamelRoutes camel, Definitions definitions, RunningSources sources, EdgeEngine engine, LiveJobs jobs) {
        this.camel = camel;
        this.definitions = definitions;
        this.sources = sources;
        this.engine = engine;
        this.jobs = jobs;
    }

    /** The files that run. */
    RouteSet running() {
        return running;
    }

    /** The routes that run. */
    synchronized List<LiveRoute> current() {
        List<LiveRoute> all = new ArrayList<>(current.values());
        all.addAll(jobs.current());
        return all;
    }

    /** The routes that newer versions, or none, have taken the place of, and that still have something to do. */
    synchronized List<LiveRoute> draining() {
        List<LiveRoute> all = new ArrayList<>(jobs.ending());
        draining.forEach(old -> all.add(old.route()));
        return all;
    }

    /** What is built beside what runs, until it takes its place or is given up. */
    private static final class Next {
        final Map<LiveRoute.Key, LiveRoute> built =
                new TreeMap<>(Comparator.comparing(LiveRoute.Key::file).thenComparing(LiveRoute.Key::id));
        final Map<LiveRoute.Key, JobKey> jobs = new HashMap<>();

        /** Old routes whose consumers made room for new ones. */
        final List<LiveRoute> stopped = new ArrayList<>();
    }

    /**
     * Makes the set what runs.
     *
     * @throws RouteNotBuilt if Camel can't build it; then what ran before runs on
     */
    synchronized void apply(RouteSet set) throws RouteNotBuilt {
        sources.use(set);
        Next next = new Next();
        try {
            definitions.replace(running, set);
            buildAll(set, next);
            startAll(next, old(next, set));
        } catch (Throwable e) {
            undo(next, old(next, set), e);
            throw e;
        }
        running = set;
        List<LiveRoute> old = old(next, set);
        old.forEach(route -> current.remove(route.key()));
        current.putAll(next.built);
        retireAll(old, next);
        jobs.tick(running); // what has drained is removed by the next tick: that takes a while, and nobody waits for it
    }

    /** Removes what has drained, and tries again what had to wait. */
    synchronized void tick() {
        jobs.tick(running);
        removeDrained();
    }

    /** The HTTP routes with the longest files. */
    synchronized List<LiveRoute> largest(int atMost) {
        return current.values().stream()
                .filter(route -> route.kind() == LiveRoute.Kind.HTTP)
                .sorted(Comparator.comparingInt(route -> -source(route).text().length()))
                .limit(atMost)
                .toList();
    }

    /** Builds routes once more, and drops them. */
    synchronized void rehearse(List<LiveRoute> routes) throws RouteNotBuilt {
        for (LiveRoute route : routes) {
            RouteDefinition definition =
                    Objects.requireNonNull(camel.read(source(route)).get(route.id()));
            camel.remove(camel.build(route.file(), definition, route.version()));
        }
    }

    private SourceFile source(LiveRoute route) {
        return Objects.requireNonNull(running.file(route.file()));
    }

    private void buildAll(RouteSet set, Next next) throws RouteNotBuilt {
        for (String file : set.filesWithRoutes()) {
            String version = set.version(file);
            Set<String> changed = new HashSet<>(set.routeIds(file));
            changed.removeIf(id -> isCurrent(new LiveRoute.Key(file, id), version));
            if (changed.isEmpty()) {
                continue;
            }
            var definitions = camel.read(Objects.requireNonNull(set.file(file)));
            for (String id : changed) {
                LiveRoute.Key key = new LiveRoute.Key(file, id);
                RouteDefinition definition = Objects.requireNonNull(definitions.get(id));
                String from = definition.getInput().getEndpointUri();
                if (LiveRoute.Kind.of(from) == LiveRoute.Kind.JOB) {
                    camel.tryOutJob(file, definition);
                    next.jobs.put(key, LiveRoute.job(from));
                } else {
                    next.built.put(key, camel.build(file, definition, version));
                }
            }
        }
    }

    private boolean isCurrent(LiveRoute.Key key, String version) {
        LiveRoute route = current.getOrDefault(key, jobs.current(key));
        return route != null && route.version().equals(version);
    }

    /** What runs and has to go: newer versions take its place, or it is in no file any more. Jobs see to themselves. */
    private List<LiveRoute> old(Next next, RouteSet set) {
        Set<LiveRoute.Key> wanted = keys(set);
        wanted.removeAll(next.built.keySet());
        wanted.removeAll(next.jobs.keySet());
        return current.values().stream()
                .filter(route -> !wanted.contains(route.key()))
                .toList();
    }

    private static Set<LiveRoute.Key> keys(RouteSet set) {
        return set.filesWithRoutes().stream()
                .flatMap(file -> set.routeIds(file).stream().map(id -> new LiveRoute.Key(file, id)))
                .collect(Collectors.toSet());
    }

    /** Old HTTP routes serve until all new ones do; of other endpoints Camel starts but one consumer. */
    private void startAll(Next next, List<LiveRoute> old) throws RouteNotBuilt {
        Stream<LiveRoute> stillCalled =
                draining.stream().filter(each -> each.callers() != null).map(Draining::route);
        Stream.concat(old.stream(), stillCalled)
                .filter(route -> hasToMakeRoom(route, next))
                .forEach(route -> {
                    next.stopped.add(route);
                    camel.stopConsumer(route);
                });
        for (LiveRoute route : next.built.values()) {
            start(route);
        }
    }

    private static boolean hasToMakeRoom(LiveRoute old, Next next) {
        return old.kind() == LiveRoute.Kind.OTHER
                || next.built.values().stream().anyMatch(route -> route.autoStartup() && route.isCalledAs(old));
    }

    private void start(LiveRoute route) throws RouteNotBuilt {
        if (route.autoStartup()) {
            camel.start(route);
        }
    }

    /** Gives up what was built and puts back what it was to take the place of. */
    private void undo(Next next, List<LiveRoute> old, Throwable why) {
        List<Runnable> steps = new ArrayList<>();
        steps.add(definitions::undo);
        steps.add(() -> sources.use(running));
        old.stream()
                .filter(route -> route.kind() == LiveRoute.Kind.HTTP && route.autoStartup())
                .forEach(route -> steps.add(() -> engine.resume(route.camelId())));
        next.built.values().forEach(route -> steps.add(() -> camel.remove(route)));
        next.stopped.forEach(route -> steps.add(() -> startAgain(route)));
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                why.addSuppressed(e);
            }
        }
    }

    private void startAgain(LiveRoute route) {
        try {
            start(route);
        } catch (RouteNotBuilt e) {
            LOG.error("cannot start the route {} of {} again: {}", route.id(), route.file(), e.getMessage());
        }
    }

    private void retireAll(List<LiveRoute> old, Next next) {
        draining.replaceAll(each -> next.stopped.contains(each.route()) ? new Draining(each.route()) : each);
        List<LiveRoute> stillCalled = new ArrayList<>();
        for (LiveRoute route : old) {
            if (route.kind() == LiveRoute.Kind.DIRECT && !next.stopped.contains(route)) {
                stillCalled.add(route);
                continue;
            }
            if (route.kind() == LiveRoute.Kind.HTTP) {
                engine.retire(route.camelId());
            }
            draining.add(new Draining(route));
        }
        Set<LiveRoute.Key> jobKeys = keys(running);
        jobKeys.removeAll(next.built.keySet());
        jobs.replace(next.jobs, jobKeys);
        Set<LiveRoute> callers = callers();
        stillCalled.forEach(route -> draining.add(new Draining(route, System.nanoTime(), callers)));
    }

    /** The routes that are to go, and that nothing has to wait for but their callers. */
    private Set<LiveRoute> callers() {
        Set<LiveRoute> callers = new HashSet<>(jobs.ending());
        draining.stream().filter(old -> old.callers() == null).forEach(old -> callers.add(old.route()));
        return callers;
    }

    /** As many as there is time for: Camel takes a while for each, and an edit may be waiting. The next tick goes on. */
    private void removeDrained() {
        long startNanos = System.nanoTime();
        for (Draining old : List.copyOf(draining)) {
            if (hasDrained(old)) {
                draining.remove(old);
                if (old.callers() != null) {
                    camel.stopConsumer(old.route());
                }
                camel.remove(old.route());
                LOG.debug("removed {}", old.route());
            }
            if (System.nanoTime() - startNanos > A_WHILE.toNanos()) {
                return;
            }
        }
    }

    private boolean hasDrained(Draining old) {
        if (old.route().kind() == LiveRoute.Kind.HTTP) {
            return engine.underWay(old.route().camelId()) == 0;
        }
        boolean empty =
                System.nanoTime() - old.sinceNanos() > LEAST_DRAIN.toNanos() && camel.underWay(old.route()) == 0;
        return empty && (old.callers() == null || isCalledNoMore(old.callers()));
    }

    /** Those that are still called may call each other: all of them have to be empty. */
    private boolean isCalledNoMore(Set<LiveRoute> callers) {
        return Collections.disjoint(callers, callers())
                && draining.stream()
                        .filter(other -> other.callers() != null)
                        .allMatch(other -> camel.underWay(other.route()) == 0);
    }
}
