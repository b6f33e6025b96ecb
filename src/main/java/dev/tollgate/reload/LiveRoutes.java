package dev.tollgate.reload;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteDefinition;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
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
    private static final Duration FOR_A_RUN_TO_END = Duration.ofMillis(500);

    /** A caller of a {@code direct:} route may have found the old one just before the switch. */
    private static final Duration LEAST_DRAIN = Duration.ofSeconds(1);

    private record Draining(LiveRoute route, long sinceNanos) {}

    private final CamelRoutes camel;
    private final Definitions definitions;
    private final RunningSources sources;
    private final EdgeEngine engine;
    private final JobGate gate;
    private final Scheduler scheduler;
    private final Map<LiveRoute.Key, LiveRoute> current = new HashMap<>();
    private final List<Draining> draining = new ArrayList<>();
    private final Set<LiveRoute> jobsToEnd = new HashSet<>();
    private final Map<LiveRoute.Key, JobKey> jobsToStart = new HashMap<>();
    private final Map<LiveRoute.Key, String> jobProblems = new HashMap<>();
    private volatile RouteSet running = RouteSet.of(List.of());

    LiveRoutes(
            CamelRoutes camel,
            Definitions definitions,
            RunningSources sources,
            EdgeEngine engine,
            JobGate gate,
            Scheduler scheduler) {
        this.camel = camel;
        this.definitions = definitions;
        this.sources = sources;
        this.engine = engine;
        this.gate = gate;
        this.scheduler = scheduler;
    }

    /** The files that run. */
    RouteSet running() {
        return running;
    }

    /** The routes that run. */
    synchronized List<LiveRoute> current() {
        return List.copyOf(current.values());
    }

    /** The routes that newer versions, or none, have taken the place of, and that still have something to do. */
    synchronized List<LiveRoute> draining() {
        List<LiveRoute> all = new ArrayList<>(jobsToEnd);
        draining.forEach(old -> all.add(old.route()));
        return all;
    }

    /**
     * Makes the set what runs.
     *
     * @throws RouteNotBuilt if Camel can't build it; then what ran before runs on
     */
    synchronized void apply(RouteSet next) throws RouteNotBuilt {
        sources.use(next);
        Map<LiveRoute.Key, LiveRoute> built = new TreeMap<>(
                java.util.Comparator.comparing(LiveRoute.Key::file).thenComparing(LiveRoute.Key::id));
        Map<LiveRoute.Key, JobKey> jobs = new HashMap<>();
        try {
            definitions.replace(running, next);
            buildAll(next, built, jobs);
            startAll(built.values(), old(built.keySet(), next));
        } catch (Throwable e) {
            undo(built.values(), old(built.keySet(), next), e);
            throw e;
        }
        running = next;
        List<LiveRoute> old = old(built.keySet(), next);
        old.forEach(route -> current.remove(route.key()));
        current.putAll(built);
        old.forEach(this::retire);
        jobsToStart.keySet().retainAll(keys(next));
        replaceJobs(jobs);
        tick();
    }

    /** Removes what has drained, and tries again what had to wait. */
    synchronized void tick() {
        exchangeJobs();
        for (Iterator<Draining> all = draining.iterator(); all.hasNext(); ) {
            Draining old = all.next();
            if (hasDrained(old)) {
                all.remove();
                camel.remove(old.route());
                LOG.debug("removed {}", old.route());
            }
        }
    }

    private void buildAll(RouteSet next, Map<LiveRoute.Key, LiveRoute> built, Map<LiveRoute.Key, JobKey> jobs)
            throws RouteNotBuilt {
        for (String file : next.filesWithRoutes()) {
            String version = next.version(file);
            Set<String> changed = new HashSet<>(next.routeIds(file));
            changed.removeIf(id -> isCurrent(new LiveRoute.Key(file, id), version));
            if (changed.isEmpty()) {
                continue;
            }
            var definitions = camel.read(Objects.requireNonNull(next.file(file)));
            for (String id : changed) {
                LiveRoute.Key key = new LiveRoute.Key(file, id);
                RouteDefinition definition = Objects.requireNonNull(definitions.get(id));
                String from = definition.getInput().getEndpointUri();
                if (LiveRoute.Kind.of(from) == LiveRoute.Kind.JOB) {
                    camel.tryOutJob(file, definition);
                    jobs.put(key, LiveRoute.job(from));
                } else {
                    built.put(key, camel.build(file, definition, version));
                }
            }
        }
    }

    private boolean isCurrent(LiveRoute.Key key, String version) {
        LiveRoute route = current.get(key);
        return route != null && route.version().equals(version);
    }

    /** What runs and has to go: newer versions take its place, or it is in no file any more. */
    private List<LiveRoute> old(Set<LiveRoute.Key> replaced, RouteSet next) {
        Set<LiveRoute.Key> wanted = keys(next);
        return current.values().stream()
                .filter(route -> replaced.contains(route.key()) || !wanted.contains(route.key()))
                .toList();
    }

    private static Set<LiveRoute.Key> keys(RouteSet set) {
        return set.filesWithRoutes().stream()
                .flatMap(file -> set.routeIds(file).stream().map(id -> new LiveRoute.Key(file, id)))
                .collect(Collectors.toSet());
    }

    /** Old HTTP routes serve until all new ones do; of other endpoints Camel starts but one consumer. */
    private void startAll(Collection<LiveRoute> built, List<LiveRoute> old) throws RouteNotBuilt {
        old.stream().filter(route -> route.kind() == LiveRoute.Kind.OTHER).forEach(camel::stopConsumer);
        for (LiveRoute route : built) {
            start(route);
        }
    }

    /** Gives up what was built and puts back what it was to take the place of. */
    private void undo(Collection<LiveRoute> built, List<LiveRoute> old, Throwable why) {
        List<Runnable> steps = new ArrayList<>();
        steps.add(definitions::undo);
        steps.add(() -> sources.use(running));
        old.stream()
                .filter(route -> route.kind() == LiveRoute.Kind.HTTP)
                .forEach(route -> steps.add(() -> engine.resume(route.camelId())));
        built.forEach(route -> steps.add(() -> camel.remove(route)));
        old.stream()
                .filter(route -> route.kind() == LiveRoute.Kind.OTHER)
                .forEach(route -> steps.add(() -> startAgain(route)));
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

    private void retire(LiveRoute route) {
        switch (route.kind()) {
            case HTTP -> engine.retire(route.camelId());
            case OTHER -> camel.stopConsumer(route);
            case JOB -> {
                jobsToEnd.add(route);
                return;
            }
        }
        draining.add(new Draining(route, System.nanoTime()));
    }

    private void start(LiveRoute route) throws RouteNotBuilt {
        try {
            camel.start(route);
        } catch (Exception e) {
            throw new RouteNotBuilt(route.file(), e);
        }
    }

    private boolean hasDrained(Draining old) {
        if (old.route().kind() == LiveRoute.Kind.HTTP) {
            return engine.underWay(old.route().camelId()) == 0;
        }
        return System.nanoTime() - old.sinceNanos() > LEAST_DRAIN.toNanos() && camel.underWay(old.route()) == 0;
    }

    private void replaceJobs(Map<LiveRoute.Key, JobKey> jobs) {
        for (LiveRoute.Key key : jobs.keySet()) {
            LiveRoute old = current.remove(key);
            if (old != null) {
                retire(old);
            }
        }
        jobsToStart.putAll(jobs);
    }

    /** Exchanges the jobs that don't run just now. */
    private void exchangeJobs() {
        for (LiveRoute old : List.copyOf(jobsToEnd)) {
            JobKey job = LiveRoute.job(old.from());
            try {
                gate.between(job, FOR_A_RUN_TO_END, () -> exchangeJob(old, job));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Set<JobKey> busy =
                jobsToEnd.stream().map(old -> LiveRoute.job(old.from())).collect(Collectors.toSet());
        Set.copyOf(jobsToStart.values()).stream()
                .filter(job -> !busy.contains(job))
                .forEach(this::startJobs);
    }

    private void exchangeJob(LiveRoute old, JobKey job) {
        camel.remove(old);
        jobsToEnd.remove(old);
        startJobs(job);
        if (!isWanted(job)) {
            forget(job);
        }
    }

    private void startJobs(JobKey job) {
        List<LiveRoute.Key> keys = jobsToStart.entrySet().stream()
                .filter(entry -> entry.getValue().equals(job))
                .map(Map.Entry::getKey)
                .toList();
        for (LiveRoute.Key key : keys) {
            try {
                SourceFile source = Objects.requireNonNull(running.file(key.file()));
                RouteDefinition definition =
                        Objects.requireNonNull(camel.read(source).get(key.id()));
                LiveRoute route = camel.build(key.file(), definition, running.version(key.file()));
                startJob(route);
                current.put(key, route);
                jobsToStart.remove(key);
                jobProblems.remove(key);
            } catch (RouteNotBuilt e) {
                String problem = String.valueOf(e.getMessage());
                if (!problem.equals(jobProblems.put(key, problem))) {
                    LOG.error("cannot start the job {} of {}; trying again: {}", key.id(), key.file(), problem);
                }
            }
        }
    }

    private void startJob(LiveRoute route) throws RouteNotBuilt {
        try {
            start(route);
        } catch (RouteNotBuilt e) {
            camel.remove(route);
            throw e;
        }
    }

    private boolean isWanted(JobKey job) {
        return jobsToStart.containsValue(job) || current.values().stream().anyMatch(route -> route.isJob(job));
    }

    /** Takes the jobs of files that were removed while nobody looked out of Quartz's store. */
    void forgetJobs(RouteSet gone) {
        for (String file : gone.filesWithRoutes()) {
            try {
                camel.read(Objects.requireNonNull(gone.file(file))).values().stream()
                        .map(definition -> definition.getInput().getEndpointUri())
                        .filter(from -> LiveRoute.Kind.of(from) == LiveRoute.Kind.JOB)
                        .map(LiveRoute::job)
                        .filter(job -> !isWanted(job))
                        .forEach(this::forget);
            } catch (RouteNotBuilt e) {
                LOG.warn("cannot read {}, which was removed, for its jobs: {}", file, e.getMessage());
            }
        }
    }

    /** Takes a job out of Quartz's store, for all nodes. */
    private void forget(JobKey job) {
        try {
            scheduler.deleteJob(job);
        } catch (SchedulerException e) {
            LOG.warn("cannot delete the job {} from Quartz's store", job, e);
        }
    }
}
