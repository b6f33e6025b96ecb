package dev.tollgate.reload;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The list of routes for operators: what runs, from which file and since when, and what doesn't and why. */
@Component
public class RouteList {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * One version of a route, or a file that is refused and has none.
     *
     * @param id the route's; null for a file without one that runs
     * @param version a short hash of the file and of what it uses; null where nothing of it runs
     * @param since ISO 8601, UTC; null where nothing of it runs
     * @param state running, draining (a newer version, or none, has taken its place), off (its file has
     *     {@code autoStartup: false}), refused (the file's text on disk doesn't run; the version before it does, if there
     *     is one), last-good (the same since the start, by its copy)
     * @param error why it is refused, or null
     */
    public record Entry(
            @Nullable String id,
            String file,
            @Nullable String version,
            @Nullable String since,
            String state,
            @Nullable String error) {}

    /** One page of the list. */
    public record Page(
            List<Entry> items,
            int total,
            int page,
            @JsonProperty("page_size") int pageSize) {}

    private final LiveRoutes routes;
    private final RefusedEdits refused;

    RouteList(LiveRoutes routes, RefusedEdits refused) {
        this.routes = routes;
        this.refused = refused;
    }

    /** One page, by file; pages count from 1. */
    public Page page(int page, int pageSize) {
        List<Entry> all = all();
        int from = (int) Math.min(all.size(), (page - 1L) * pageSize);
        return new Page(all.subList(from, Math.min(all.size(), from + pageSize)), all.size(), page, pageSize);
    }

    List<Entry> all() {
        Map<String, RefusedEdits.Refused> why = refused.now();
        List<Entry> all = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        for (LiveRoute route : routes.current()) {
            RefusedEdits.Refused refusal = why.get(route.file());
            all.add(entry(route, state(route, refusal), refusal == null ? null : refusal.why()));
            listed.add(route.file());
        }
        routes.draining().forEach(route -> all.add(entry(route, "draining", null)));
        why.values().stream()
                .filter(refusal -> !listed.contains(refusal.file()))
                .forEach(refusal -> all.add(new Entry(
                        null,
                        refusal.file(),
                        null,
                        null,
                        refusal.fromCopy() ? "last-good" : "refused",
                        refusal.why())));
        all.sort(Comparator.comparing(Entry::file)
                .thenComparing(Entry::id, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Entry::since, Comparator.nullsFirst(Comparator.naturalOrder())));
        return all;
    }

    private static String state(LiveRoute route, RefusedEdits.@Nullable Refused refusal) {
        if (refusal != null) {
            return refusal.fromCopy() ? "last-good" : "refused";
        }
        return route.autoStartup() ? "running" : "off";
    }

    private static Entry entry(LiveRoute route, String state, @Nullable String error) {
        return new Entry(route.id(), route.file(), route.version(), text(route.since()), state, error);
    }

    private static String text(Instant instant) {
        return UTC.format(instant);
    }
}
