package dev.tollgate.reload;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;

/**
 * Quartz's way to PostgreSQL, which takes only the runs of jobs that this process has a route for. Those of others are
 * left to the replicas that have them: replicas of two versions may run at once.
 *
 * <p>Quartz makes it by its class's name, so the jobs are found by the id of the scheduler's instance.
 */
public final class OwnRuns extends PostgreSQLDelegate {

    /** Runs that an operator asked for, or that a replica left behind when it died: Quartz names their triggers. */
    private static final Set<String> WITHOUT_A_NAME = Set.of(Scheduler.DEFAULT_GROUP, Scheduler.DEFAULT_RECOVERY_GROUP);

    /** How many of the next runs are looked at: no more jobs than that are others' and due at once. */
    private static final int LOOK_AT = 1_000;

    private static final Map<String, Set<TriggerKey>> BY_INSTANCE = new ConcurrentHashMap<>();

    /** The triggers whose runs a scheduler may take, to be added to and taken from. */
    static Set<TriggerKey> of(String schedulerInstanceId) {
        return BY_INSTANCE.computeIfAbsent(schedulerInstanceId, id -> ConcurrentHashMap.newKeySet());
    }

    @Override
    public List<TriggerKey> selectTriggerToAcquire(
            Connection connection, long noLaterThan, long noEarlierThan, int maxCount) throws SQLException {
        Set<TriggerKey> own = of(instanceId);
        return super.selectTriggerToAcquire(connection, noLaterThan, noEarlierThan, Math.max(LOOK_AT, maxCount))
                .stream()
                .filter(trigger -> own.contains(trigger) || WITHOUT_A_NAME.contains(trigger.getGroup()))
                .limit(Math.max(1, maxCount))
                .toList();
    }
}
