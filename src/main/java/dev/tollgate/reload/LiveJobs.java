package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The routes that Quartz starts. Its trigger knows one route only, so a version takes another's place between two runs,
 * and waits for one that runs.
 */
final class LiveJobs {

    private static final Logger LOG = LoggerFactory.getLogger(LiveJobs.class);
    private static final Duration FOR_A_RUN_TO_END = Duration.ofMillis(500);

    private final CamelRoutes camel;
    private final JobGate gate;
    private final JobStore store;
    private final Map<LiveRoute.Key, LiveRoute> current = new HashMap<>();
    private final Set<LiveRoute> ending = new HashSet<>();
    private final Map<LiveRoute.Key, JobKey> waiting = new HashMap<>();
    private final Map<LiveRoute.Key, String> problems = new HashMap<>();

    LiveJobs(CamelRoutes camel, JobGate gate, JobStore store) {
        this.camel = camel;
        this.gate = gate;
        this.store = store;
    }

    Collection<LiveRoute> current() {
        return current.values();
    }

    /** One of them, or null. */
    @Nullable
    LiveRoute current(LiveRoute.Key key) {
        return current.get(key);
    }

    /** Those that newer versions, or none, are to take the place of, once their runs have ended. */
    Set<LiveRoute> ending() {
        return Set.copyOf(ending);
    }

    /**
     * Takes over which jobs there are from now on.
     *
     * @param changed the new ones, and those of another version than before
     * @param keys of all routes there are
     */
    void replace(Map<LiveRoute.Key, JobKey> changed, Set<LiveRoute.Key> keys) {
        for (LiveRoute old : List.copyOf(current.values())) {
            if (changed.containsKey(old.key()) || !keys.contains(old.key())) {
                current.remove(old.key());
                ending.add(old);
            }
        }
        waiting.keySet().retainAll(keys);
        problems.keySet().retainAll(keys);
        waiting.putAll(changed);
    }

    /** Exchanges the jobs that don't run just now. */
    void tick(RouteSet running) {
        for (LiveRoute old : List.copyOf(ending)) {
            JobKey job = LiveRoute.job(old.from());
            try {
                if (waiting.containsValue(job) || hasLeft(job)) {
                    gate.between(job, FOR_A_RUN_TO_END, () -> exchange(old, job, running));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Set<JobKey> busy = ending.stream().map(old -> LiveRoute.job(old.from())).collect(Collectors.toSet());
        Set.copyOf(waiting.values()).stream().filter(job -> !busy.contains(job)).forEach(job -> startAll(job, running));
    }

    private void exchange(LiveRoute old, JobKey job, RouteSet running) {
        camel.remove(old);
        ending.remove(old);
        startAll(job, running);
    }

    /** Runs that this process has taken it sees to; the others are other replicas'. */
    private boolean hasLeft(JobKey job) {
        try {
            store.leave(job);
            return !store.holds(job);
        } catch (SchedulerException | DataAccessException e) {
            LOG.warn("cannot see whether a run of the job {} is due; trying again: {}", job, e.getMessage());
            return false;
        }
    }

    private void startAll(JobKey job, RouteSet running) {
        List<LiveRoute.Key> keys = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().equals(job))
                .map(Map.Entry::getKey)
                .toList();
        for (LiveRoute.Key key : keys) {
            try {
                current.put(key, start(key, job, running));
                waiting.remove(key);
                problems.remove(key);
            } catch (RouteNotBuilt e) {
                String problem = String.valueOf(e.getMessage());
                if (!problem.equals(problems.put(key, problem))) {
                    LOG.error("cannot start the job {} of {}; trying again: {}", key.id(), key.file(), problem);
                }
            }
        }
    }

    private LiveRoute start(LiveRoute.Key key, JobKey job, RouteSet running) throws RouteNotBuilt {
        SourceFile source = Objects.requireNonNull(running.file(key.file()));
        RouteDefinition definition = Objects.requireNonNull(camel.read(source).get(key.id()));
        LiveRoute route = camel.build(key.file(), definition, running.version(key.file()));
        if (!route.autoStartup()) {
            boolean unused = hasLeft(job);
        } else {
            try {
                store.start(job, camel.quartzEndpoint(route), () -> camel.start(route));
            } catch (RouteNotBuilt | SchedulerException e) {
                camel.remove(route);
                throw e instanceof RouteNotBuilt notBuilt ? notBuilt : new RouteNotBuilt(key.file(), e);
            }
        }
        return route;
    }
}
