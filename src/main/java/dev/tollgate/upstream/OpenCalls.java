package dev.tollgate.upstream;

import dev.tollgate.edge.ClientStream;
import dev.tollgate.edge.ShutdownListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Watches the calls under way: pings clients whose upstream is silent, ends calls that are silent for too long, too old,
 * or still open when the grace of a shutdown is over, and cuts clients that don't take what is written to them.
 */
@Component
@Order(0) // calls end by our hand before an upstream that stands in this process ends them by its own
public class OpenCalls implements ShutdownListener, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);
    private static final long LOOK_EVERY_MS = 200;
    private static final int MAX_PINGERS = 32;
    private static final Duration PING_PATIENCE = Duration.ofSeconds(10);

    /** Shorter than a shutdown waits for ended calls. */
    private static final Duration TO_LEAVE = Duration.ofSeconds(5);

    private final UpstreamProperties properties;
    private final Set<OpenCall> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(runnable -> daemon(runnable, "call-watch"));

    /** Pings block on clients that don't read; what finds no thread is pinged at the next look. */
    private final ExecutorService pingers = new ThreadPoolExecutor(
            0,
            MAX_PINGERS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            runnable -> daemon(runnable, "ping"),
            new ThreadPoolExecutor.DiscardPolicy());

    OpenCalls(UpstreamProperties properties) {
        this.properties = properties;
        watch.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Watches a new call, from now until {@link #close}. */
    public OpenCall open(ClientStream client) {
        OpenCall call = new OpenCall(client);
        calls.add(call);
        return call;
    }

    /** The call has come to its end; its thread goes on to other requests. */
    public void close(OpenCall call) {
        OpenCall.CURRENT.remove();
        call.judge(Verdict.NONE); // unless its end has been judged
        call.stopPings();
        calls.remove(call);
    }

    @Override
    public void endCalls() {
        calls.forEach(call -> call.end(EndReason.SHUTDOWN));
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
        pingers.shutdownNow();
    }

    private void look() {
        long now = System.nanoTime();
        for (OpenCall call : calls) {
            try {
                look(call, now);
            } catch (RuntimeException e) {
                LOG.error("watching a call failed", e);
            }
        }
    }

    private void look(OpenCall call, long now) {
        call.cutIfClientIsStuck(properties.clientPatience(), PING_PATIENCE, TO_LEAVE, now);
        if (call.isOlderThan(properties.maxDuration(), now)) {
            call.end(EndReason.DURATION);
        } else if (call.isSilent(now)) {
            call.end(EndReason.SILENCE);
        } else if (call.isPingDue(properties.pingInterval(), now)) {
            pingers.execute(call::ping);
        }
    }

    private static Thread daemon(Runnable runnable, String name) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }
}
