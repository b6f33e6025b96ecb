package dev.tollgate.reload;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.component.quartz.CamelJob;
import org.apache.camel.component.quartz.QuartzConstants;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.component.quartz.StatefulCamelJob;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What Quartz keeps of jobs for all replicas. A job's trigger has the job's key.
 *
 * <p>A job that has no route here any more is left alone: another replica may have one. See {@code routes.StoredJobs} for
 * what becomes of a job that none has.
 */
final class JobStore {

    private static final TriggerKey NOBODY = new TriggerKey("nobody", "nobody");

    private final Scheduler scheduler;
    private final JdbcClient jdbc;

    JobStore(Scheduler scheduler, JdbcClient jdbc) {
        this.scheduler = scheduler;
        this.jdbc = jdbc;
    }

    /** Starts a job's route. */
    interface Start {
        void run() throws RouteNotBuilt;
    }

    /**
     * Starts a job's route, so that what is stored is what the route says, and takes its runs from now on.
     *
     * <p>Of a job that is there Camel looks at the cron expression alone. The rest is replaced under the trigger, which
     * goes on as it is; only if the trigger itself has other parameters, it begins anew.
     */
    void start(JobKey job, QuartzEndpoint endpoint, Start start) throws RouteNotBuilt, SchedulerException {
        JobDetail stored = scheduler.getJobDetail(job);
        String storedUri =
                stored == null ? "" : String.valueOf(stored.getJobDataMap().get(QuartzConstants.QUARTZ_ENDPOINT_URI));
        boolean stale = stored != null && !endpoint.getEndpointUri().equals(storedUri);
        boolean anew = stale && !ofTrigger(storedUri).equals(ofTrigger(endpoint.getEndpointUri()));
        if (anew) {
            scheduler.deleteJob(job);
        }
        start.run();
        if (stored != null && stale && !anew) {
            scheduler.addJob(asIn(endpoint, stored), true, true);
        }
        own().add(trigger(job));
    }

    /** Takes no more runs of a job; one that was taken beforehand is given back, unless it is about to begin. */
    void leave(JobKey job) throws SchedulerException {
        own().remove(trigger(job));
        scheduler.resumeTrigger(NOBODY); // makes Quartz look again for the next run; nothing else does
    }

    /** Whether this process has taken a run of a job that hasn't ended. */
    boolean holds(JobKey job) throws SchedulerException {
        return jdbc.sql("SELECT EXISTS (SELECT FROM qrtz_fired_triggers WHERE sched_name = ? AND instance_name = ?"
                        + " AND trigger_name = ? AND trigger_group = ?)")
                .params(scheduler.getSchedulerName(), scheduler.getSchedulerInstanceId(), job.getName(), job.getGroup())
                .query(Boolean.class)
                .single();
    }

    /** The job as the endpoint would store it, were it the first. */
    private static JobDetail asIn(QuartzEndpoint endpoint, JobDetail stored) {
        JobBuilder job = stored.getJobBuilder()
                .ofType(endpoint.isStateful() ? StatefulCamelJob.class : CamelJob.class)
                .storeDurably(endpoint.isDurableJob())
                .requestRecovery(endpoint.isRecoverableJob())
                .usingJobData(QuartzConstants.QUARTZ_ENDPOINT_URI, endpoint.getEndpointUri());
        if (endpoint.getCron() != null) {
            job.usingJobData(QuartzConstants.QUARTZ_TRIGGER_CRON_EXPRESSION, endpoint.getCron());
        }
        return job.build();
    }

    /** Those parameters of an endpoint that Camel gives to the trigger, or to the job's own properties. */
    private static List<String> ofTrigger(String uri) {
        return Stream.of(uri.substring(uri.indexOf('?') + 1).split("&", -1))
                .filter(parameter -> parameter.matches("(trigger\\.|job\\.|customCalendar|triggerStartDelay).*"))
                .sorted()
                .toList();
    }

    private Set<TriggerKey> own() throws SchedulerException {
        return OwnRuns.of(scheduler.getSchedulerInstanceId());
    }

    private static TriggerKey trigger(JobKey job) {
        return new TriggerKey(job.getName(), job.getGroup());
    }
}
