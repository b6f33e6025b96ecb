package dev.tollgate.load;

import java.util.Optional;
import java.util.concurrent.Flow;

/** Reads one stream line by line, keeping nothing but counts. */
final class SseStream implements Flow.Subscriber<String> {

    private final SseLoad load;
    private final long startedNanos = System.nanoTime();
    private long lastEventNanos;
    private long events;
    private int deltas;
    private boolean stopped;
    private boolean error;

    SseStream(SseLoad load) {
        this.load = load;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (!line.startsWith("event:")) {
            return;
        }
        long now = System.nanoTime();
        if (events == 0) {
            load.firstEvent(now - startedNanos);
        } else {
            load.nextEvent(now - lastEventNanos);
        }
        lastEventNanos = now;
        events++;
        switch (line.substring("event:".length()).strip()) {
            case "content_block_delta" -> deltas++;
            case "message_stop" -> stopped = true;
            case "error" -> error = true;
            default -> {}
        }
    }

    @Override
    public void onError(Throwable failure) {
        // reported by the future of the response
    }

    @Override
    public void onComplete() {}

    boolean began() {
        return events > 0;
    }

    /** What is wrong with the stream, now that it has ended; empty if nothing is. */
    Optional<String> problem(int status, int expectedDeltas) {
        if (status != 200) {
            return Optional.of("status " + status);
        }
        if (error) {
            return Optional.of("error event");
        }
        if (!stopped) {
            return Optional.of("ended without message_stop");
        }
        if (expectedDeltas > 0 && deltas != expectedDeltas) {
            return Optional.of(deltas + " text deltas");
        }
        return Optional.empty();
    }
}
