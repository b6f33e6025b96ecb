package dev.tollgate.reload;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Loads the routes once the application has started, before the edge opens, and then looks for changes. */
@Component
class ReloadThread {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadThread.class);
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration TO_STOP = Duration.ofSeconds(5);

    private final RouteFolders folders;
    private final RouteReload reload;
    private final JobGate gate;
    private final ApplicationContext application;
    private final Set<String> failures = new HashSet<>();
    private @Nullable Thread thread;

    private interface Step {
        void run() throws Exception;
    }

    ReloadThread(RouteFolders folders, RouteReload reload, JobGate gate, ApplicationContext application) {
        this.folders = folders;
        this.reload = reload;
        this.gate = gate;
        this.application = application;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void start() throws IOException {
        EditWatch watch = new EditWatch(folders);
        reload.start(watch.files());
        gate.open();
        Thread looking = new Thread(() -> look(watch), "route-reload");
        looking.setDaemon(true);
        looking.start();
        thread = looking;
    }

    /** The management port's context tells us of its end, too. */
    @EventListener
    void stop(ContextClosedEvent closed) throws InterruptedException {
        Thread looking = thread;
        if (closed.getApplicationContext() == application) {
            gate.open();
            if (looking != null) {
                looking.interrupt();
                looking.join(TO_STOP.toMillis());
            }
        }
    }

    private void look(EditWatch watch) {
        attempt(reload::prepare);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(EVERY.toMillis());
                boolean looked = attempt(() -> handleEdits(watch));
                if (attempt(reload::tick) && looked) {
                    failures.clear();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // not even memory to log it: the next round may have some
            }
        }
    }

    private void handleEdits(EditWatch watch) throws IOException {
        if (watch.look(System.nanoTime())) {
            reload.edit(watch.files());
            watch.handled(); // what failed is tried again
        }
    }

    /** Whatever goes wrong, later edits must be seen; the same failure, ten times a second, is said once. */
    private boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            if (failures.add(e.toString())) {
                LOG.error("cannot look after the routes; trying again", e);
            }
            return false;
        }
    }
}
