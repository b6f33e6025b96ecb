package dev.tollgate.reload;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.JobListener;

/**
 * Keeps a job's runs and the exchange of its route apart: a run that is due meanwhile waits and finds the new route, so
 * that none is lost and none runs twice. Before all routes are there, all wait.
 */
final class JobGate implements JobListener {

    private static final Duration UNTIL_STARTED = Duration.ofMinutes(2);

    private final CountDownLatch opened = new CountDownLatch(1);
    private final Map<JobKey, ReentrantReadWriteLock> locks = new ConcurrentHashMap<>();

    /** Lets jobs run. */
    void open() {
        opened.countDown();
    }

    /** Does something while the job doesn't run; returns false if it runs for longer than one cares to wait. */
    boolean between(JobKey job, Duration atMost, Runnable action) throws InterruptedException {
        var lock = lock(job).writeLock();
        if (!lock.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            action.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String getName() {
        return "route-reload";
    }

    @Override
    public void jobToBeExecuted(JobExecutionContext context) {
        try {
            if (opened.getCount() > 0) {
                boolean unused = opened.await(UNTIL_STARTED.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock(context.getJobDetail().getKey()).readLock().lock();
    }

    @Override
    public void jobExecutionVetoed(JobExecutionContext context) {
        lock(context.getJobDetail().getKey()).readLock().unlock();
    }

    @Override
    public void jobWasExecuted(JobExecutionContext context, @Nullable JobExecutionException failure) {
        lock(context.getJobDetail().getKey()).readLock().unlock();
    }

    private ReentrantReadWriteLock lock(JobKey job) {
        return locks.computeIfAbsent(job, key -> new ReentrantReadWriteLock(true));
    }
}
