package dev.tollgate.quota;

import dev.tollgate.quota.Demand.Counted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that counts what waits, with one statement for all of it.
 *
 * <p>A batch never waits to become larger: what arrives while one commits is the next one.
 */
final class RequestCounter {

    private static final int BATCH_MAX = 256;
    private static final int ATTEMPTS_MAX = 5;
    /** Another transaction was in the way, and the statement is undone: SQLSTATE's class of rollbacks. */
    private static final String ROLLED_BACK = "40";

    private static final String LOCK_TIMED_OUT = "55P03";
    private static final Logger LOG = LoggerFactory.getLogger(RequestCounter.class);

    private final RequestQueue queue;
    private final RequestCounts counts;
    private final Thread thread = new Thread(this::run, "request-counter");
    private boolean failing;

    RequestCounter(RequestQueue queue, RequestCounts counts) {
        this.queue = queue;
        this.counts = counts;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        for (List<RequestTicket> batch = queue.take(BATCH_MAX); !batch.isEmpty(); batch = queue.take(BATCH_MAX)) {
            answer(batch);
        }
    }

    /** Whatever happens, everybody in the batch is answered and the thread goes on. */
    private void answer(List<RequestTicket> batch) {
        try {
            List<RequestTicket> waiting = new ArrayList<>(batch);
            waiting.removeIf(RequestTicket::isOverdue); // its caller has gone
            while (!waiting.isEmpty()) {
                count(takeDemands(waiting));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("A batch of {} requests was not counted", batch.size(), e);
        } finally {
            refuse(batch);
        }
    }

    /** Sorted, so that no two replicas wait for each other's rows. Who asks under another limit is left for the next round. */
    private static SortedMap<String, Demand> takeDemands(List<RequestTicket> waiting) {
        SortedMap<String, Demand> demands = new TreeMap<>();
        waiting.removeIf(ticket -> demands.computeIfAbsent(ticket.subject, subject -> new Demand(subject, ticket.limit))
                .add(ticket));
        return demands;
    }

    private void count(SortedMap<String, Demand> demands) {
        try {
            Map<String, Counted> counted = countAgain(demands);
            demands.forEach((subject, demand) -> demand.answer(Objects.requireNonNull(counted.get(subject))));
            failing = false;
        } catch (SQLException failure) {
            if (demands.size() > 1 && LOCK_TIMED_OUT.equals(failure.getSQLState())) {
                countOneByOne(demands);
            } else {
                log(failure);
                demands.values().forEach(demand -> refuse(demand.tickets()));
            }
        }
    }

    /** Nothing is tried again that may be counted already. */
    private Map<String, Counted> countAgain(SortedMap<String, Demand> demands) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return counts.count(demands);
            } catch (SQLException failure) {
                boolean undone = String.valueOf(failure.getSQLState()).startsWith(ROLLED_BACK);
                if (!undone || attempt == ATTEMPTS_MAX) {
                    throw failure;
                }
            }
        }
    }

    /** So that a row which somebody keeps locked is its subject's trouble alone. */
    private void countOneByOne(SortedMap<String, Demand> demands) {
        demands.forEach((subject, demand) -> count(new TreeMap<>(Map.of(subject, demand))));
    }

    private void log(SQLException failure) {
        if (!failing) {
            LOG.warn("Requests can't be counted, and are refused: {}", failure.getMessage());
        }
        failing = true;
    }

    private static void refuse(List<RequestTicket> tickets) {
        for (RequestTicket ticket : tickets) {
            if (!ticket.isAnswered()) {
                ticket.refuse(RequestLimits.unavailable());
            }
        }
    }

    /** Once the queue is closed. */
    void awaitEnd(Duration max) {
        try {
            thread.join(max.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
