package dev.tollgate.upstream;

import dev.tollgate.edge.ClientStream;
import dev.tollgate.edge.ClientStream.ClientGone;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.SseEvents;
import dev.tollgate.metering.StreamMeter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings one upstream stream to one client, whole events at a time, each as soon as it is there.
 *
 * <p>First {@link #begin}: until the stream has begun nothing goes to the client, so that a failure can still be an
 * ordinary error. Then {@link #relay}, which comes to an end whatever client and upstream do, and says how. While the
 * upstream is silent the client gets pings, from another thread.
 */
public final class StreamRelay {

    /** How long an upstream that has sent its last event may take to end its answer. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private static final int LINGER_BYTES = 16 * 1024;

    private final InputStream upstream;
    private final OpenCall call;
    private final LlmFormat format;
    private final StreamMeter meter;
    private final Map<String, String> headers;
    private final SseEvents events = new SseEvents();
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private final Copy copy;
    private @Nullable ClientStream client;
    private @Nullable Duration firstEventAfter;
    private long eventsSent;
    private boolean upstreamEnded;

    /**
     * @param request what is answered
     * @param headers the upstream's headers that go to the client
     * @param copyLimit how many bytes of the answer to keep for a repeat; 0 for none
     */
    StreamRelay(
            InputStream upstream,
            OpenCall call,
            LlmFormat format,
            LlmRequest request,
            Map<String, String> headers,
            int copyLimit) {
        this.upstream = upstream;
        this.call = call;
        this.format = format;
        this.meter = format.newMeter(request);
        this.headers = headers;
        this.copy = new Copy(copyLimit);
    }

    /**
     * Reads until the stream has begun.
     *
     * @throws UpstreamFailure if it ends or reports an error before
     * @throws IOException if the upstream fails before, or the call is ended
     */
    void begin() throws IOException {
        while (!meter.begun()) {
            int read = readEvents();
            if (meter.failed() && !meter.begun()) {
                throw new UpstreamFailure("upstream reported an error");
            }
            if (read < 0 && !meter.begun()) {
                throw new UpstreamFailure("upstream ended the stream before it began");
            }
        }
        firstEventAfter = call.age();
    }

    /** Sends what has come, and goes on until the stream is at its end. */
    public Outcome relay(ClientStream to) {
        to.rests();
        try {
            Outcome outcome = outcomeOf(to);
            call.judge(Verdict.of(outcome, call.endReason()));
            call.stopPings();
            if (!isWhole() && !meter.failed()) {
                endWithError(to, outcome);
            }
            leaveUpstream(outcome);
            return outcome;
        } finally {
            to.works();
        }
    }

    /** What the upstream has used, so far or in all. */
    public StreamMeter meter() {
        return meter;
    }

    /** Time from the call's beginning to its stream's first event. */
    public @Nullable Duration firstEventAfter() {
        return firstEventAfter;
    }

    /** The headers that the answer starts with. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The events as they were sent, or null where they were more than the limit. */
    public byte @Nullable [] copy() {
        return copy.bytes();
    }

    private Outcome outcomeOf(ClientStream to) {
        try {
            start(to);
            // Nothing comes after an error event, although some upstreams keep the connection open.
            while (!meter.ended() && !meter.failed() && readEvents() >= 0) {
                flush(to);
            }
        } catch (ClientGone e) {
            call.end(EndReason.CLIENT_GONE);
        } catch (SocketTimeoutException e) {
            call.end(EndReason.SILENCE); // the HTTP client's clock was ahead of the watch's
        } catch (IOException e) {
            // The upstream's: it died, or the call was ended; which of them, the reason tells.
        }
        EndReason reason = call.endReason();
        return isWhole() && reason != EndReason.CLIENT_GONE ? Outcome.OK : EndReason.outcomeOf(reason);
    }

    /** Some upstreams leave out the last event, but end their answer properly. */
    private boolean isWhole() {
        return meter.ended() || (upstreamEnded && meter.complete());
    }

    private void start(ClientStream to) throws ClientGone {
        call.clientLock().lock();
        try {
            to.start(200, headers);
            client = to;
            to.write(beginning.toByteArray(), 0, beginning.size());
            to.flush();
            call.clientHeard();
        } finally {
            call.clientLock().unlock();
        }
        call.pingBy(() -> ping(to));
    }

    private int readEvents() throws IOException {
        call.awaitUpstream();
        int read = events.readFrom(upstream, this::take);
        call.upstreamSpoke();
        upstreamEnded |= read < 0;
        return read;
    }

    private void take(byte[] buffer, int from, int to) throws IOException {
        call.upstreamSpoke();
        meter.take(buffer, from, to);
        if (!meter.begun() || meter.hidden()) {
            return; // before the beginning a ping is nobody's business, and usage that we asked for is ours
        }
        eventsSent++;
        copy.add(buffer, from, to - from);
        ClientStream open = client;
        if (open == null) {
            beginning.write(buffer, from, to - from);
            return;
        }
        call.clientLock().lock();
        try {
            open.write(buffer, from, to - from);
        } finally {
            call.clientLock().unlock();
        }
    }

    private void flush(ClientStream to) throws ClientGone {
        call.clientLock().lock();
        try {
            to.flush();
            call.clientHeard();
            if (meter.ended()) {
                call.stopPings(); // nothing comes after the last event
            }
        } finally {
            call.clientLock().unlock();
        }
    }

    private void ping(ClientStream to) {
        try {
            byte[] ping = format.ping();
            to.write(ping, 0, ping.length);
            to.flush();
            call.clientHeard();
        } catch (ClientGone e) {
            call.end(EndReason.CLIENT_GONE);
        }
    }

    /** A client that is gone may come back for the copy, under its idempotency key. */
    private void endWithError(ClientStream to, Outcome outcome) {
        byte[] error = format.error(outcome, eventsSent);
        copy.add(error, 0, error.length);
        if (outcome == Outcome.CLIENT_ABORT) {
            return;
        }
        call.clientLock().lock();
        try {
            to.write(error, 0, error.length);
            to.flush();
        } catch (ClientGone e) {
            // It has missed the error event only; the outcome stays what it is.
        } finally {
            call.clientLock().unlock();
        }
    }

    /** A connection that was read to its end is used again; any other is closed, unread. */
    private void leaveUpstream(Outcome outcome) {
        if (outcome == Outcome.OK) {
            call.allowSilence(LINGER);
            call.awaitUpstream();
            try {
                upstream.readNBytes(LINGER_BYTES);
            } catch (IOException e) {
                // it has said all that matters
            }
        }
        call.abandon();
    }

    /** Keeps what was sent, up to a limit. */
    private static final class Copy {

        private final int limit;
        private @Nullable ByteArrayOutputStream kept;

        Copy(int limit) {
            this.limit = limit;
            this.kept = limit > 0 ? new ByteArrayOutputStream() : null;
        }

        void add(byte[] bytes, int from, int length) {
            ByteArrayOutputStream into = kept;
            if (into != null && into.size() + length > limit) {
                kept = null;
            } else if (into != null) {
                into.write(bytes, from, length);
            }
        }

        byte @Nullable [] bytes() {
            ByteArrayOutputStream all = kept;
            return all == null ? null : all.toByteArray();
        }
    }
}
