package dev.tollgate.quota;

import dev.tollgate.quota.RequestsLeft.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of one subject that are counted together. */
final class Demand {

    private static final long NANOS = 1_000_000_000;

    final String subject;
    final RequestLimit limit;
    private final List<RequestTicket> tickets = new ArrayList<>();

    Demand(String subject, RequestLimit limit) {
        this.subject = subject;
        this.limit = limit;
    }

    /** Takes a request in, unless its limit is another: one that was changed meanwhile. */
    boolean add(RequestTicket ticket) {
        return ticket.limit.equals(limit) && tickets.add(ticket);
    }

    int size() {
        return tickets.size();
    }

    List<RequestTicket> tickets() {
        return tickets;
    }

    /** Answers the requests, those first that came first. */
    void answer(Counted counted) {
        for (int i = 0; i < tickets.size(); i++) {
            if (i < counted.granted) {
                tickets.get(i).grant(left(counted, counted.granted - 1 - i));
            } else {
                tickets.get(i).refuse(new RateLimitExceeded(left(counted, 0)));
            }
        }
    }

    /** @param after how many of those granted came after this one */
    private RequestsLeft left(Counted counted, int after) {
        return new RequestsLeft(
                window(limit.perMinute(), counted.ofMinute - after, counted.now, counted.minuteEnds),
                window(limit.perDay(), counted.ofDay - after, counted.now, counted.dayEnds));
    }

    private static @Nullable Window window(@Nullable Integer limit, long used, Instant now, Instant ends) {
        if (limit == null) {
            return null;
        }
        long secondsUp = -Math.floorDiv(-Duration.between(now, ends).toNanos(), NANOS);
        return new Window(limit, Math.max(0, limit - used), Math.max(1, secondsUp));
    }

    /**
     * What the database says.
     *
     * @param granted how many of the requests
     * @param ofDay how many are counted for the day now
     * @param ofMinute the same for the minute
     */
    record Counted(int granted, long ofDay, long ofMinute, Instant now, Instant minuteEnds, Instant dayEnds) {}
}
