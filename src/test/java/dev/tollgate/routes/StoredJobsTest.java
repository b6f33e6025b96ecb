package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.testing.Gateway;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

class StoredJobsTest {

    private static final TriggerKey GONE = new TriggerKey("of-a-deleted-route", "test");
    private static final TriggerKey OURS = new TriggerKey("sweep-holds", "ledger");

    private static Gateway gateway;
    private static Scheduler scheduler;

    @BeforeAll
    static void start() {
        gateway = Gateway.shared();
        scheduler = gateway.application().getBean(Scheduler.class);
    }

    /** Never fires: its time is a year away. */
    @BeforeEach
    void aJobOfNoRoute() throws Exception {
        scheduler.unscheduleJob(GONE);
        gateway.jdbc().sql("DELETE FROM stored_job").update();
        JobDetail job = JobBuilder.newJob(Idle.class)
                .withIdentity("of-a-deleted-route", "test")
                .build();
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(GONE)
                .startAt(new java.util.Date(
                        System.currentTimeMillis() + Duration.ofDays(365).toMillis()))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule())
                .build();
        scheduler.scheduleJob(job, trigger);
    }

    @Test
    void aJobThatNobodyHasClaimedForLongIsRemoved() throws Exception {
        claimed(GONE, "-1 day");

        jobs(Duration.ZERO).look();

        assertThat(scheduler.checkExists(GONE)).isFalse();
        assertThat(scheduler.checkExists(OURS)).isTrue();
    }

    @Test
    void aJobThatAnotherReplicaClaimsStays() throws Exception {
        claimed(GONE, "1 min");

        jobs(Duration.ZERO).look();

        assertThat(scheduler.checkExists(GONE)).isTrue();
    }

    @Test
    void aProcessThatHasJustStartedRemovesNothing() throws Exception {
        claimed(GONE, "-1 day");

        jobs(Duration.ofMinutes(10)).look();

        assertThat(scheduler.checkExists(GONE)).isTrue();
    }

    @Test
    void aLookGivesItsConnectionsBack() throws Exception {
        StoredJobs jobs = jobs(Duration.ZERO);
        int connections = gateway.application().getBean(HikariDataSource.class).getMaximumPoolSize();
        for (int i = 0; i <= connections; i++) {
            jobs.look();
        }

        assertThat(scheduler.checkExists(OURS)).isTrue();
    }

    @Test
    void whatHasARouteIsClaimed() throws Exception {
        jobs(Duration.ofMinutes(10)).look();

        assertThat(gateway.jdbc()
                        .sql("SELECT name FROM stored_job")
                        .query(String.class)
                        .list())
                .contains("ledger.sweep-holds", "wallet.session-prune", GONE.toString());
    }

    /** @param when an interval from now */
    private static void claimed(TriggerKey job, String when) {
        gateway.jdbc()
                .sql("INSERT INTO stored_job VALUES (?, now() + cast(? AS interval))")
                .params(job.toString(), when)
                .update();
    }

    private static StoredJobs jobs(Duration keptFor) {
        return new StoredJobs(gateway.application().getBean(CamelContext.class), scheduler, gateway.jdbc(), keptFor);
    }

    /** What a job of a route that is gone would do. */
    public static final class Idle implements Job {
        @Override
        public void execute(JobExecutionContext context) {}
    }
}
