package dev.tollgate.reload;

import dev.tollgate.json.JsonSchemas;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SetRules;
import dev.tollgate.routes.SourceFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the files on disk what runs: at the start, and whenever they have changed.
 *
 * <p>What is wrong is refused and what ran before runs on; at the start, the last good copy runs.
 */
final class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private final RouteFolders folders;
    private final EditChecks checks;
    private final LiveRoutes routes;
    private final LastGoodCopies copies;
    private final JsonSchemas schemas;
    private final RefusedEdits refused;

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
        RouteFolders.Texts disk = folders.read(files);
        RouteSet gone = RouteSet.of(copies.ofOthersThan(disk.all()));
        run(disk, EditPlanner.atStart(copies), true);
        routes.forgetJobs(gone);
    }

    /** Goes to what is there now. */
    synchronized void edit(Iterable<String> files) {
        checks.forgetNotBuilt();
        run(folders.read(files), EditPlanner.whileRunning(routes.running()), false);
        refused.countEdit();
    }

    /** Reads the YAML schema, which takes a second, before the first edit needs it. */
    void prepare() {
        routes.running().files().stream()
                .filter(SourceFile::isRoutes)
                .findFirst()
                .ifPresent(SetRules::checkSchema);
    }

    /** What has to be done every now and then. */
    void tick() {
        routes.tick();
    }

    private void run(RouteFolders.Texts disk, EditPlanner planner, boolean atStart) {
        RouteSet before = routes.running();
        EditPlan plan = planner.plan(disk, before, checks);
        while (true) {
            try {
                routes.apply(plan.accepted());
                break;
            } catch (RouteNotBuilt e) {
                checks.remember(plan.accepted(), e);
                plan = planner.plan(disk, before, checks);
            }
        }
        replaceSchemas(before, plan.accepted());
        copies.keep(plan.accepted().files());
        refused.report(plan, disk, atStart);
        if (atStart) {
            LOG.info("{} routes run", routes.current().size());
        } else {
            report(before, plan.accepted());
        }
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
