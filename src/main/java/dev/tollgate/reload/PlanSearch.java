package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that are to blame for what is wrong with a set.
 *
 * <p>Starts from the disk. While something is wrong, one file is put back to what is known to be good: the file that
 * breaks a rule, else one that it uses, and only then is anything left out. At last, what was put back though others were
 * to blame is taken as it is on disk. So one bad edit doesn't keep good ones from going live.
 */
final class PlanSearch {

    private final RouteSet good;
    private final boolean mayLeaveOut;
    private final Function<RouteSet, List<Violation>> checks;
    private final Map<String, SourceFile> disk = new HashMap<>();
    private final Set<String> unreadable = new TreeSet<>();
    private final Map<String, SourceFile> candidate = new TreeMap<>();
    private final Map<String, Violation> refused = new TreeMap<>();
    private RouteSet set = RouteSet.of(List.of());

    /**
     * @param good what takes a bad file's place, and what files depended on that is gone
     * @param mayLeaveOut whether a good file may be left out because of another; else all of them stay
     * @param checks all that is wrong with a set
     */
    PlanSearch(
            RouteFolders.Texts disk, RouteSet good, boolean mayLeaveOut, Function<RouteSet, List<Violation>> checks) {
        this.good = good;
        this.mayLeaveOut = mayLeaveOut;
        this.checks = checks;
        disk.sources().forEach(source -> this.disk.put(source.file(), source));
        candidate.putAll(this.disk);
        for (RouteFolders.Missing missing : disk.missing()) {
            String file = missing.file().file();
            unreadable.add(file);
            put(file, good.file(file));
            if (missing.why() != null) {
                refused.put(file, missing.why());
            }
        }
    }

    EditPlan run() {
        for (List<Violation> violations = check(); !violations.isEmpty(); violations = check()) {
            if (!refuseOne(violations)) {
                return new EditPlan(good, refused);
            }
        }
        acceptWhatFits();
        return new EditPlan(RouteSet.of(candidate.values()), refused);
    }

    private List<Violation> check() {
        set = RouteSet.of(candidate.values());
        return checks.apply(set);
    }

    /** Puts one file back, or leaves it out; returns whether there was one. */
    private boolean refuseOne(List<Violation> violations) {
        List<Violation> causes = causes(violations);
        return any(causes, cause -> putBack(cause.file(), cause))
                || any(causes, cause -> any(used(cause.file()), file -> putBack(file, cause)))
                || any(causes, cause -> leaveOut(cause.file(), cause))
                || (!mayLeaveOut && any(changed(), file -> restore(file, causes.get(0))));
    }

    /** Those of files that use nothing wrong: what is wrong with others may be a consequence. */
    private List<Violation> causes(List<Violation> violations) {
        Set<String> wrong = violations.stream().map(Violation::file).collect(Collectors.toSet());
        List<Violation> causes = violations.stream()
                .filter(violation -> Collections.disjoint(used(violation.file()), wrong))
                .toList();
        return causes.isEmpty() ? violations : causes;
    }

    /** What a file uses, or used; itself not. */
    private Set<String> used(String file) {
        Set<String> used = new TreeSet<>(set.dependencies(file));
        used.addAll(good.dependencies(file));
        used.addAll(set.called(file));
        used.addAll(good.called(file));
        used.remove(file);
        return used;
    }

    private boolean putBack(String file, Violation why) {
        return good.file(file) != null && restore(file, why);
    }

    private boolean leaveOut(String file, Violation why) {
        if (!candidate.containsKey(file) || (good.file(file) != null && !mayLeaveOut)) {
            return false;
        }
        put(file, null);
        refused.putIfAbsent(file, why);
        return true;
    }

    private boolean restore(String file, Violation why) {
        if (Objects.equals(candidate.get(file), good.file(file))) {
            return false;
        }
        put(file, good.file(file));
        refused.putIfAbsent(file, why);
        return true;
    }

    private Set<String> changed() {
        return Stream.concat(candidate.keySet().stream(), good.files().stream().map(SourceFile::file))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void acceptWhatFits() {
        // a single one was put back because of what it is
        for (boolean again = refused.size() > 1; again; ) {
            again = false;
            for (String file : List.copyOf(refused.keySet())) {
                again |= !unreadable.contains(file) && accept(file);
            }
        }
    }

    private boolean accept(String file) {
        SourceFile instead = candidate.get(file);
        put(file, disk.get(file));
        boolean fits = check().isEmpty();
        if (fits) {
            refused.remove(file);
        } else {
            put(file, instead);
        }
        return fits;
    }

    private void put(String file, @Nullable SourceFile source) {
        if (source == null) {
            candidate.remove(file);
        } else {
            candidate.put(file, source);
        }
    }

    private static <T> boolean any(Iterable<T> all, Predicate<T> attempt) {
        for (T each : all) {
            if (attempt.test(each)) {
                return true;
            }
        }
        return false;
    }
}
