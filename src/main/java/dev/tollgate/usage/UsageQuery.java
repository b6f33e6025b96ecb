package dev.tollgate.usage;

import dev.tollgate.metering.Outcome;
import dev.tollgate.refusal.Refusal;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a query asks for. Its days are those of {@code BUSINESS_ZONE}. */
public final class UsageQuery {

    private static final String OUTCOMES =
            Arrays.stream(Outcome.values()).map(Outcome::word).collect(Collectors.joining(", "));

    private final ZoneId zone;
    private final Clock clock;

    UsageQuery(ZoneId zone, Clock clock) {
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * The calls that are asked for.
     *
     * @param owner whose alone; null for those of a {@code user_id}, or everybody's
     * @throws Refusal 422
     */
    public UsageFilter rows(Map<?, ?> query, @Nullable String owner) {
        return filter(query, owner, range(query));
    }

    /**
     * The same for sums: from a full hour to a full hour.
     *
     * @throws Refusal 422
     */
    public UsageFilter sums(Map<?, ?> query, @Nullable String owner) {
        return filter(query, owner, range(query).toFullHours(zone));
    }

    /**
     * What the sums are taken by.
     *
     * @param users whether it may be by user
     * @throws Refusal 422
     */
    public UsageGrouping grouping(Map<?, ?> query, boolean users) {
        return UsageGrouping.of(text(query, "group_by"), users, zone.getId());
    }

    private UsageRange range(Map<?, ?> query) {
        return UsageRange.of(text(query, "from"), text(query, "to"), zone, clock.instant());
    }

    private static UsageFilter filter(Map<?, ?> query, @Nullable String owner, UsageRange range) {
        Long userId = owner == null ? number(query, "user_id") : null;
        return new UsageFilter(
                userId == null ? owner : "user:" + userId,
                range.from().atOffset(ZoneOffset.UTC),
                range.to().atOffset(ZoneOffset.UTC),
                text(query, "model"),
                number(query, "key_id"),
                status(query),
                outcome(query),
                text(query, "request_id"));
    }

    private static @Nullable Long number(Map<?, ?> query, String name) {
        String text = text(query, name);
        if (text != null && !text.matches("[1-9][0-9]{0,17}")) {
            throw Refusal.invalidQuery(name, "must be an integer of 1 or more");
        }
        return text == null ? null : Long.valueOf(text);
    }

    private static @Nullable Integer status(Map<?, ?> query) {
        String text = text(query, "status");
        if (text != null && !text.matches("[1-5][0-9][0-9]")) {
            throw Refusal.invalidQuery("status", "must be an HTTP status, such as 200");
        }
        return text == null ? null : Integer.valueOf(text);
    }

    private static @Nullable String outcome(Map<?, ?> query) {
        String text = text(query, "outcome");
        if (text != null
                && Arrays.stream(Outcome.values())
                        .noneMatch(known -> known.word().equals(text))) {
            throw Refusal.invalidQuery("outcome", "must be one of " + OUTCOMES);
        }
        return text;
    }

    private static @Nullable String text(Map<?, ?> query, String name) {
        Object value = query.get(name);
        return value == null ? null : value.toString();
    }
}
