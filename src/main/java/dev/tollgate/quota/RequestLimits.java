package dev.tollgate.quota;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts requests, and refuses those above a limit per minute or per day: exactly, over all replicas.
 *
 * <p>Counts are the database's, and nothing of them is kept here. A request counts if both limits allow it, then in both
 * windows; a refused one counts in none. Minutes are those of the database's clock, days those of {@code BUSINESS_ZONE}
 * by the same clock, 23 to 25 hours long where clocks change. Nobody is answered before the count is durable.
 *
 * <p>Where the database doesn't answer, a subject with a limit is refused, with 503: a request is never let through
 * uncounted. One whose answer from the database was lost is refused, too, and may be counted.
 */
public final class RequestLimits implements AutoCloseable {

    private static final int QUEUE_MAX = 4096;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final RequestQueue queue = new RequestQueue(QUEUE_MAX);
    private final RequestCounter counter;
    private final JdbcClient jdbc;
    private final BusinessDay day;
    private final Duration patience;

    /** @param patience how long a request waits for the database */
    RequestLimits(DataSource dataSource, BusinessDay day, Duration patience) {
        this.counter = new RequestCounter(queue, new RequestCounts(dataSource, day, patience));
        this.jdbc = JdbcClient.create(dataSource);
        this.day = day;
        this.patience = patience;
    }

    /**
     * Counts one request. Without a limit nothing is counted, and the database isn't asked.
     *
     * @param subject whose requests are counted together, such as {@code key:17}
     * @param perMinute from 1; null for no limit
     * @param perDay from 1; null for no limit
     * @throws RateLimitExceeded 429 with the time until the window ends
     * @throws Refusal 503 if the database doesn't answer, or too many wait for it
     */
    public RequestsLeft take(String subject, @Nullable Integer perMinute, @Nullable Integer perDay) {
        var limit = new RequestLimit(perMinute, perDay);
        if (limit.isNone()) {
            return RequestsLeft.UNLIMITED;
        }
        var ticket = new RequestTicket(subject, limit, patience);
        if (!queue.add(ticket)) {
            throw unavailable();
        }
        return ticket.await();
    }

    /** How many requests of a subject count for today. */
    public long requestsToday(String subject) {
        return jdbc.sql(day.in("SELECT requests FROM request_count WHERE subject = ? AND day = {today}"))
                .param(subject)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Begins the day's count of a subject anew, on every replica at once; that of the minute goes on. */
    public void resetDay(String subject) {
        jdbc.sql(day.in("UPDATE request_count SET requests = 0 WHERE subject = ? AND day = {today}"))
                .param(subject)
                .update();
    }

    static Refusal unavailable() {
        return Refusal.unavailable("Requests can't be counted now; try again shortly", RETRY_AFTER);
    }

    /** Refuses new requests, and returns when those that wait are answered. */
    @Override
    public void close() {
        queue.close();
        counter.awaitEnd(patience);
    }
}
