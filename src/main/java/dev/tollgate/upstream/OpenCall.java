package dev.tollgate.upstream;

import dev.tollgate.edge.ClientStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One call under way: when it began, when its upstream last spoke, and how to end it from another thread.
 *
 * <p>Ended once, for the first reason given; but a call whose upstream was silent may go on to another one. Times are {@link System#nanoTime()}.
 */
public final class OpenCall {

    /** Sends one ping to the client; throws nothing. */
    @FunctionalInterface
    interface Pinger {
        void ping();
    }

    private final long beganNanos = System.nanoTime();
    private final AtomicReference<@Nullable EndReason> ended = new AtomicReference<>();
    private final ReentrantLock client = new ReentrantLock();
    private volatile long waitingSinceNanos = beganNanos;
    private volatile boolean waiting;
    private volatile long clientHeardNanos = beganNanos;
    private volatile long silenceAllowedNanos = Long.MAX_VALUE;
    private volatile @Nullable Runnable abort;
    private volatile @Nullable UpstreamRequest request;
    private volatile @Nullable Pinger pinger;
    private volatile boolean pinging;
    private volatile long endedNanos;
    private final ClientStream clientStream;

    /** When the watch saw a write to the client begin that hasn't come to its end since. The watch's alone. */
    private long writingSinceNanos = beganNanos;

    private long heardAtLastLookNanos;
    private boolean cut;

    OpenCall(ClientStream clientStream) {
        this.clientStream = clientStream;
    }

    /** The call on whose behalf this thread runs; the HTTP client's interceptor hangs the abort of its request on it. */
    static final ThreadLocal<@Nullable OpenCall> CURRENT = new ThreadLocal<>();

    /** Says how the request to the upstream is aborted; runs it at once if the call has been ended meanwhile. */
    void onAbort(Runnable action) {
        abort = action;
        if (ended.get() != null) {
            action.run();
        }
    }

    /** What it asks its upstream from now on; an earlier request that nobody has judged says nothing. */
    void asks(UpstreamRequest next) {
        judge(Verdict.NONE);
        request = next;
    }

    @Nullable
    UpstreamRequest request() {
        return request;
    }

    /** What is to be said of the upstream that was asked; only the first verdict counts. */
    void judge(Verdict verdict) {
        UpstreamRequest asked = request;
        if (asked != null) {
            asked.settle(verdict);
        }
    }

    /** The upstream's stream has begun. */
    void streams() {
        UpstreamRequest asked = request;
        if (asked != null) {
            asked.began();
        }
    }

    /** Ends the call: its upstream request is aborted, and the thread that reads from it finds the reason. */
    public void end(EndReason reason) {
        if (ended.compareAndSet(null, reason)) {
            endedNanos = System.nanoTime();
            abandon();
        }
    }

    /** Another upstream is asked: that one before it was silent is no reason to end the call any more. */
    void forgiveSilence() {
        ended.compareAndSet(EndReason.SILENCE, null);
    }

    /** Closes the connection to the upstream, if this call still has it: nobody reads from it any more. */
    public void abandon() {
        Runnable action = abort;
        if (action != null) {
            action.run();
        }
    }

    /** Why the call was ended, or null if it wasn't. */
    public @Nullable EndReason endReason() {
        return ended.get();
    }

    /** Time since the call began. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** Nothing is done for the call here while it waits. */
    void rests() {
        clientStream.rests();
    }

    void works() {
        clientStream.works();
    }

    void allowSilence(Duration silence) {
        silenceAllowedNanos = silence.toNanos();
    }

    /** From now on the upstream has the word; a client that doesn't read holds the call up too, but isn't silence. */
    void awaitUpstream() {
        waitingSinceNanos = System.nanoTime();
        waiting = true;
    }

    void upstreamSpoke() {
        waiting = false;
    }

    void clientHeard() {
        clientHeardNanos = System.nanoTime();
    }

    boolean isSilent(long nowNanos) {
        return waiting && nowNanos - waitingSinceNanos > silenceAllowedNanos;
    }

    boolean isOlderThan(Duration age, long nowNanos) {
        return nowNanos - beganNanos > age.toNanos();
    }

    boolean isPingDue(Duration interval, long nowNanos) {
        return pinger != null && nowNanos - clientHeardNanos > interval.toNanos();
    }

    void pingBy(Pinger newPinger) {
        pinger = newPinger;
    }

    /** No ping from here on; one that is being sent is waited for. */
    void stopPings() {
        client.lock();
        try {
            pinger = null;
        } finally {
            client.unlock();
        }
    }

    /** Pings, unless the client is being written to right now. */
    void ping() {
        Pinger current = pinger;
        if (current != null && client.tryLock()) {
            try {
                if (pinger != null) {
                    pinging = true;
                    current.ping();
                }
            } finally {
                pinging = false;
                client.unlock();
            }
        }
    }

    /** Held by whoever writes to the client. */
    ReentrantLock clientLock() {
        return client;
    }

    /**
     * Cuts the client's connection if a write to it takes too long; for the watch, which comes by again and again.
     *
     * <p>What comes of it is {@link EndReason#CLIENT_GONE}, unless the call was ended before.
     *
     * @param patience for one write while the call is under way
     * @param pingPatience for a ping: who has no room for one hasn't read for long, and keeps a thread that others need
     * @param toLeave for all that is left to write once the call was ended
     */
    void cutIfClientIsStuck(Duration patience, Duration pingPatience, Duration toLeave, long nowNanos) {
        if (cut || !isWritten(nowNanos)) {
            return;
        }
        Duration patient = pinging ? pingPatience : patience;
        boolean writesTooLong = !clientStream.isAnswering() && nowNanos - writingSinceNanos > patient.toNanos();
        boolean shouldHaveLeft = ended.get() != null && nowNanos - endedNanos > toLeave.toNanos();
        if (writesTooLong || shouldHaveLeft) {
            cut = true;
            clientStream.cut();
        }
    }

    /** Whether somebody writes to the client, and keeps the time since when it is the same write. */
    private boolean isWritten(long nowNanos) {
        long heard = clientHeardNanos;
        boolean written = client.isLocked() || clientStream.isAnswering();
        if (!written || heard != heardAtLastLookNanos) {
            writingSinceNanos = nowNanos;
            heardAtLastLookNanos = heard;
        }
        return written;
    }
}
