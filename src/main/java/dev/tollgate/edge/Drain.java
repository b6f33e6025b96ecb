package dev.tollgate.edge;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stops first of all: refuses new requests, lets running ones end within {@code SHUTDOWN_GRACE}, then ends the rest and
 * waits until they are settled. Only after that do the web server, the routes and the ledger go.
 *
 * <p>Whoever comes meanwhile gets an answer (503) or a refused connection, and can go to another replica. A connection
 * that breaks with a request on it would leave him not knowing.
 */
@Component
class Drain implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration TO_SETTLE = Duration.ofSeconds(10);

    /** Long enough for a connection in use to meet a 503 and be closed by it. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

    private final Activity activity;
    private final EdgeProperties properties;
    private final List<ShutdownListener> listeners;
    private final ListeningPort port;
    private volatile boolean running;

    Drain(Activity activity, EdgeProperties properties, List<ShutdownListener> listeners, ListeningPort port) {
        this.activity = activity;
        this.properties = properties;
        this.listeners = listeners;
        this.port = port;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        activity.drain();
        LOG.info(
                "draining: {} requests under way, grace {} s",
                activity.running(),
                properties.shutdownGrace().toSeconds());
        try {
            if (!activity.awaitQuiet(properties.shutdownGrace())) {
                LOG.warn("grace is over: ending {} requests", activity.running());
                listeners.forEach(ShutdownListener::endCalls);
                activity.awaitQuiet(TO_SETTLE);
            }
            port.close();
            Thread.sleep(LAST_ANSWERS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
