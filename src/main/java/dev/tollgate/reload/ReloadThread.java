package dev.tollgate.reload;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Loads the routes once the application has started, before the edge opens, and then takes over what changes. */
@Component
class ReloadThread {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadThread.class);
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration TO_STOP = Duration.ofSeconds(5);

    private final RouteFolders folders;
    private final RouteReload reload;
    private final JobGate gate;
    private final ApplicationContext application;
    private List<Thread> threads = List.of();

    private interface Step {
        void run() throws Exception;
    }

    private interface Pause {
        void run() throws InterruptedException;
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
        reload.start(watch.all().files());
        gate.open();
        Thread looking = daemon(
                "route-watch",
                () -> forever(() -> Thread.sleep(EVERY.toMillis()), () -> watch.look(System.nanoTime())));
        Thread handling = daemon("route-reload", () -> {
            attempt(reload::prepare, new HashSet<>());
            forever(() -> watch.awaitLook(EVERY), () -> handleEdits(watch));
        });
        threads = List.of(looking, handling);
    }

    /** The management port's context tells us of its end, too. */
    @EventListener
    void stop(ContextClosedEvent closed) throws InterruptedException {
        if (closed.getApplicationContext() == application) {
            gate.open();
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join(TO_STOP.toMillis());
            }
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void forever(Pause pause, Step step) {
        Set<String> failures = new HashSet<>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                pause.run();
                if (attempt(step, failures)) {
                    failures.clear();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // not even memory to log it: the next round may have some
            }
        }
    }

    private void handleEdits(EditWatch watch) {
        EditWatch.Change change = watch.change();
        try {
            if (change != null) {
                reload.edit(change.files());
                watch.handled(change); // what failed is tried again
            }
        } finally {
            reload.tick();
        }
    }

    /** Whatever goes wrong, later edits must be seen; the same failure, ten times a second, is said once. */
    private static boolean attempt(Step step, Set<String> failures) {
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
