package dev.tollgate.usage;

import dev.tollgate.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sums are taken by; by nothing, there is one.
 *
 * @param slot {@code hour}, {@code day} or null
 * @param zone name of the zone whose days they are
 */
public record UsageGrouping(@Nullable String slot, boolean model, boolean key, boolean user, String zone) {

    private static final Set<String> SLOTS = Set.of("hour", "day");

    /**
     * Reads a list such as {@code day,model}.
     *
     * @param users whether there is more than one to tell apart
     * @throws Refusal 422
     */
    static UsageGrouping of(@Nullable String list, boolean users, String zone) {
        List<String> words = new ArrayList<>(list == null || list.isEmpty() ? List.of() : List.of(list.split(",", -1)));
        List<String> slots = words.stream().filter(SLOTS::contains).toList();
        words.removeAll(SLOTS);
        boolean model = words.remove("model");
        boolean key = words.remove("key");
        boolean user = users && words.remove("user");
        if (slots.size() > 1 || !words.isEmpty()) {
            throw Refusal.invalidQuery(
                    "group_by",
                    "must be a list of hour or day, model, key" + (users ? ", user" : "") + ", each once, with commas");
        }
        return new UsageGrouping(slots.isEmpty() ? null : slots.get(0), model, key, user, zone);
    }
}
