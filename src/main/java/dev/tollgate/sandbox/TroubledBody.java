package dev.tollgate.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** Writes events one by one, on the request's own thread, with the pauses, silences and cuts that were asked for. */
final class TroubledBody implements SandboxBody {

    private static final int SPLIT_BYTES = 7; // odd, so that it falls into characters and line ends

    private final List<byte[]> events;
    private final Trouble trouble;
    private final Pauses pauses;

    TroubledBody(List<byte[]> events, Trouble trouble, Pauses pauses) {
        this.events = events;
        this.trouble = trouble;
        this.pauses = pauses;
    }

    /** Plays what was to happen before the head of the response. */
    static void beforeHead(Trouble trouble, Pauses pauses) throws ConnectionCut {
        if (trouble.stallAfter() == Trouble.BEFORE_HEADERS) {
            pauses.pause(trouble.stallFor());
        }
        if (trouble.cutAfter() == Trouble.BEFORE_HEADERS) {
            throw new ConnectionCut("before any answer");
        }
    }

    @Override
    public void writeTo(OutputStream client) throws IOException {
        for (int sent = 0; sent < events.size(); sent++) {
            before(sent, client);
            pauses.pause(sent == 0 ? Duration.ZERO : trouble.every());
            write(events.get(sent), client);
        }
        before(events.size(), client);
    }

    private void before(int sent, OutputStream client) throws IOException {
        if (sent == trouble.stallAfter()) {
            client.flush(); // the head of the response, where nothing was sent yet
            pauses.pause(trouble.stallFor());
        }
        if (sent == trouble.cutAfter()) {
            client.flush();
            throw new ConnectionCut("after " + sent + " events");
        }
    }

    private void write(byte[] event, OutputStream client) throws IOException {
        int step = trouble.split() ? SPLIT_BYTES : event.length;
        for (int begin = 0; begin < event.length; begin += step) {
            client.write(event, begin, Math.min(step, event.length - begin));
            client.flush();
        }
    }
}
