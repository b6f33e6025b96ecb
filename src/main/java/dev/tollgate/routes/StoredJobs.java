package dev.tollgate.routes;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes jobs out of the store that no route has any more; Camel leaves them there.
 *
 * <p>Replicas of two versions may run at once, and a job that one of them doesn't know may be another's. So each says,
 * every minute, which jobs it has routes for, and one goes that nobody has claimed for ten minutes. Only a process that
 * has run for as long removes any: when all were stopped, those with the job may not have started yet.
 */
@Component
class StoredJobs implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(StoredJobs.class);

    private final CamelContext context;
    private final Scheduler scheduler;
    private final JdbcClient jdbc;
    private final Duration keptFor;
    private final long startedNanos = System.nanoTime();
    private @Nullable ScheduledExecutorService timer;

    StoredJobs(
            CamelContext context,
            Scheduler scheduler,
            JdbcClient jdbc,
            @Value("${tollgate.jobs.kept-for:10m}") Duration keptFor) {
        this.context = context;
        this.scheduler = scheduler;
        this.jdbc = jdbc;
        this.keptFor = keptFor;
    }

    @EventListener(ApplicationReadyEvent.class)
    synchronized void start() {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "stored-jobs");
            thread.setDaemon(true);
            return thread;
        });
        var unused = timer.scheduleWithFixedDelay(this::lookOrLog, 0, 1, TimeUnit.MINUTES);
    }

    /** Claims the jobs of this process's routes, and removes what nobody has claimed for long. */
    void look() throws SchedulerException {
        List<String> stored = scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup()).stream()
                .map(TriggerKey::toString)
                .sorted()
                .toList();
        List<String> ours = jobsOfRoutes();
        see(stored, false);
        see(ours, true);
        if (System.nanoTime() - startedNanos < keptFor.toNanos()) {
            return;
        }
        for (String job : unclaimed(stored)) {
            if (!ours.contains(job)) {
                remove(job);
            }
        }
    }

    private List<String> jobsOfRoutes() {
        return context.getRoutes().stream()
                .flatMap(route -> route.getEndpoint() instanceof QuartzEndpoint quartz
                        ? Stream.ofNullable(quartz.getTriggerKey())
                        : Stream.empty())
                .map(TriggerKey::toString)
                .sorted() // two replicas at once, in the same order
                .toList();
    }

    private void see(List<String> jobs, boolean claim) {
        jdbc.sql("INSERT INTO stored_job AS j (name, claimed_at) SELECT unnest(?::text[]), clock_timestamp()"
                        + " ON CONFLICT (name) DO UPDATE SET claimed_at = excluded.claimed_at WHERE ?")
                .params(jobs.toArray(String[]::new), claim)
                .update();
    }

    private Set<String> unclaimed(List<String> stored) {
        return jdbc.sql("SELECT name FROM stored_job WHERE name = ANY (?)"
                        + " AND claimed_at < clock_timestamp() - make_interval(secs => ?)")
                .params(stored.toArray(String[]::new), keptFor.toMillis() / 1000.0)
                .query(String.class)
                .set();
    }

    private void remove(String job) throws SchedulerException {
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            if (key.toString().equals(job) && scheduler.unscheduleJob(key)) {
                LOG.info("job {} is removed from the store: no replica has had a route for it for {}", job, keptFor);
            }
        }
        jdbc.sql("DELETE FROM stored_job WHERE name = ?").param(job).update();
    }

    private void lookOrLog() {
        try {
            look();
        } catch (SchedulerException | RuntimeException | Error e) {
            LOG.warn("could not look for jobs without a route; trying again in a minute: {}", e.getMessage());
        }
    }

    @Override
    public synchronized void destroy() {
        if (timer != null) {
            timer.shutdown();
        }
    }
}
