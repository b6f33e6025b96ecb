package dev.tollgate.reload;

import dev.tollgate.json.JsonSchemas;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the files on disk what runs: at the start, and whenever they have changed.
 *
 * <p>What is wrong is refused and what ran before runs on; at the start, the last good copy runs.
 */
final class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofSeconds(2);
    private static final int REHEARSED = 6;

    private final RouteFolders folders;
    private final EditChecks checks;
    private final LiveRoutes routes;
    private final LastGoodCopies copies;
    private final JsonSchemas schemas;
    private final RefusedEdits refused;
    private Iterable<String> edited = List.of();
    private boolean unanswered;
    private long plannedNanos;

    RouteReload(
            RouteFolders folders,
            EditChecks checks,
            LiveRoutes routes,
            LastGoodCopies copies,
            JsonSchemas schemas,
            RefusedEdits refused) {
        this.folders = folders;
        this.checks = checks;
        this.routes = routes;
        this.copies = copies;
        this.schemas = schemas;
        this.refused = refused;
    }

    /** Starts what there is; what is broken by its last good copy, or not at all. */
    synchronized void start(Iterable<String> files) {
        run(folders.read(files), EditPlanner.atStart(folders.known(copies)), true);
    }

    /** Goes to what is there now. */
    synchronized void edit(Iterable<String> files) {
        run(folders.read(files), EditPlanner.whileRunning(routes.running()), false);
        edited = files;
        refused.countEdit();
    }

    /**
     * Checks and builds the largest routes once more, and drops them: those that a Kamelet's edit builds anew, most likely.
     * What takes a second or two the first time, nobody who edits waits for.
     */
    synchronized void prepare() throws RouteNotBuilt {
        List<LiveRoute> largest = routes.largest(REHEARSED);
        RouteSet running = routes.running();
        Set<SourceFile> files = largest.stream()
                .map(route -> Objects.requireNonNull(running.file(route.file())))
                .collect(Collectors.toSet());
        checks.check(running, files, false);
        routes.rehearse(largest);
    }

    /** What has to be done every now and then. */
    synchronized void tick() {
        routes.tick();
        if (unanswered && System.nanoTime() - plannedNanos > UNTIL_ASKED_AGAIN.toNanos()) {
            run(folders.read(edited), EditPlanner.whileRunning(routes.running()), false);
        }
    }

    private void run(RouteFolders.Texts disk, EditPlanner planner, boolean atStart) {
        checks.forget();
        RouteSet before = routes.running();
        long startNanos = System.nanoTime();
        EditPlan plan = planner.plan(disk, checks);
        long checkedNanos = System.nanoTime();
        while (true) {
            try {
                routes.apply(plan.accepted());
                break;
            } catch (RouteNotBuilt e) {
                checks.remember(plan.accepted(), e);
                plan = planner.plan(disk, checks);
            }
        }
        LOG.debug(
                "checked in {} ms, built in {} ms",
                millis(startNanos, checkedNanos),
                millis(checkedNanos, System.nanoTime()));
        replaceSchemas(before, plan.accepted());
        copies.keep(plan.accepted().files(), disk.all());
        refused.report(plan, disk, atStart);
        unanswered = plan.refused().values().stream().anyMatch(QueryCheck::isUnanswered);
        plannedNanos = System.nanoTime();
        if (atStart) {
            LOG.info("{} routes run", routes.current().size());
        } else {
            report(before, plan.accepted());
        }
    }

    private static long millis(long fromNanos, long toNanos) {
        return Duration.ofNanos(toNanos - fromNanos).toMillis();
    }

    private void replaceSchemas(RouteSet before, RouteSet now) {
        for (SourceFile source : now.files()) {
            if (source.isSchema() && !source.equals(before.file(source.file()))) {
                schemas.replace(source.schemaName(), source.text());
            }
        }
        for (SourceFile source : before.files()) {
            if (source.isSchema() && now.file(source.file()) == null) {
                schemas.forget(source.schemaName());
            }
        }
    }

    private static void report(RouteSet before, RouteSet now) {
        for (SourceFile source : now.files()) {
            SourceFile old = before.file(source.file());
            if (!source.equals(old)) {
                LOG.info(
                        "{} {}, version {}",
                        source.file(),
                        old == null ? "added" : "edited",
                        now.version(source.file()));
            }
        }
        for (SourceFile source : before.files()) {
            if (now.file(source.file()) == null) {
                LOG.info("{} removed", source.file());
            }
        }
    }
}
