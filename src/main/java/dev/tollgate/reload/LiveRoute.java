package dev.tollgate.reload;

import java.time.Instant;
import org.quartz.JobKey;

/**
 * One version of a route, as it stands in Camel's context.
 *
 * @param file where it comes from
 * @param id as the file has it
 * @param camelId as Camel knows it: the same, or with {@code @2} and so on while an older version is there
 * @param from the URI that starts it, with parameters
 * @param version of its file and all that that uses
 * @param since when it was built
 * @param autoStartup false for one that is there and not started, as its file says
 */
record LiveRoute(
        String file, String id, String camelId, String from, String version, Instant since, boolean autoStartup) {

    /** How a route is started, and thus how one takes another's place. */
    enum Kind {
        /** By requests: both may be there at once. */
        HTTP,
        /** By Quartz, whose trigger knows one route only: the old one goes, between two runs, before the new one comes. */
        JOB,
        /** By other routes, {@code direct:}: the old one stays until these have drained, or another takes its name. */
        DIRECT,
        /** By a timer, a file …: the old one's consumer stops before the new one's starts. */
        OTHER;

        static Kind of(String fromUri) {
            return switch (fromUri.replaceFirst(":.*", "")) {
                case "platform-http" -> HTTP;
                case "quartz" -> JOB;
                case "direct" -> DIRECT;
                default -> OTHER;
            };
        }
    }

    Kind kind() {
        return Kind.of(from);
    }

    /** Whether it is called by the same name, {@code direct:name}. */
    boolean isCalledAs(LiveRoute other) {
        return kind() == Kind.DIRECT
                && other.kind() == Kind.DIRECT
                && directName().equals(other.directName());
    }

    private String directName() {
        return from.replaceFirst("^direct:(//)?", "").replaceFirst("\\?.*", "");
    }

    /** What makes it the same route in two versions. */
    Key key() {
        return new Key(file, id);
    }

    /** The key of a job in Quartz, by its URI {@code quartz:group/name}. */
    static JobKey job(String fromUri) {
        String path = fromUri.replaceFirst("^quartz:(//)?", "").replaceFirst("\\?.*", "");
        int slash = path.indexOf('/');
        return new JobKey(path.substring(slash + 1), path.substring(0, Math.max(0, slash)));
    }

    /** A route of a file. */
    record Key(String file, String id) {}
}
