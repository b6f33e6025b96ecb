package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of the files as they are on disk can run together, and which are refused.
 *
 * <p>Starts from the disk. While something is wrong, one file that is to blame is put back to what it was before: the
 * file itself where it was edited, else what it depends on. So one bad edit doesn't keep good ones from going live.
 *
 * @param accepted what shall run
 * @param refused why a file's text on disk (or its deletion) shall not, by file
 */
record EditPlan(RouteSet accepted, Map<String, Violation> refused) {

    /** What a file may be instead. */
    interface Fallback {
        /**
         * @param current what was found wanting; null where the file isn't there
         * @return what to try next, empty for nothing at all; the same as {@code current} where there is nothing else
         */
        Optional<SourceFile> insteadOf(String file, @Nullable SourceFile current);
    }

    /**
     * @param before what ran until now: it says what a file depended on that is gone
     * @param checks all that is wrong with a set
     */
    static EditPlan of(
            RouteFolders.Texts disk, RouteSet before, Fallback fallback, Function<RouteSet, List<Violation>> checks) {
        Map<String, SourceFile> candidate = new TreeMap<>();
        disk.sources().forEach(source -> candidate.put(source.file(), source));
        Map<String, Violation> refused = new TreeMap<>();
        for (RouteFolders.Missing missing : disk.missing()) {
            String file = missing.file().file();
            fallback.insteadOf(file, missing.file()).ifPresent(source -> candidate.put(file, source));
            if (missing.why() != null) {
                refused.put(file, missing.why());
            }
        }
        while (true) {
            RouteSet set = RouteSet.of(candidate.values());
            List<Violation> violations = checks.apply(set);
            if (violations.isEmpty()) {
                return new EditPlan(set, refused);
            }
            if (!refuseOne(violations, set, before, candidate, fallback, refused)) {
                return new EditPlan(before, refused);
            }
        }
    }

    /** Puts one file back; returns whether there was one. */
    private static boolean refuseOne(
            List<Violation> violations,
            RouteSet set,
            RouteSet before,
            Map<String, SourceFile> candidate,
            Fallback fallback,
            Map<String, Violation> refused) {
        for (Violation violation : violations) {
            if (putBack(violation.file(), violation, candidate, fallback, refused)) {
                return true;
            }
        }
        for (Violation violation : violations) {
            Set<String> suspects = new TreeSet<>(set.dependencies(violation.file()));
            suspects.addAll(before.dependencies(violation.file()));
            for (String suspect : suspects) {
                if (putBack(suspect, violation, candidate, fallback, refused)) {
                    return true;
                }
            }
        }
        Set<String> all = new TreeSet<>(candidate.keySet());
        before.files().forEach(file -> all.add(file.file()));
        return all.stream().anyMatch(file -> putBack(file, violations.get(0), candidate, fallback, refused));
    }

    private static boolean putBack(
            String file,
            Violation violation,
            Map<String, SourceFile> candidate,
            Fallback fallback,
            Map<String, Violation> refused) {
        SourceFile current = candidate.get(file);
        Optional<SourceFile> instead = fallback.insteadOf(file, current);
        if (instead.equals(Optional.ofNullable(current))) {
            return false;
        }
        instead.ifPresentOrElse(source -> candidate.put(file, source), () -> candidate.remove(file));
        refused.putIfAbsent(file, violation);
        return true;
    }
}
