package dev.tollgate.sandbox;

import java.util.Arrays;
import java.util.List;

/**
 * An answer in one piece, in whose middle happens what was to happen after some event of a stream.
 *
 * @param length bytes of the whole body
 */
record TroubledJson(long length, SandboxBody body) {

    /**
     * Waits as long as a stream would take to bring the same.
     *
     * @param pieces of the stream's text
     * @throws ConnectionCut if the application stops meanwhile
     */
    static TroubledJson of(byte[] whole, int pieces, Trouble trouble, Pauses pauses) throws ConnectionCut {
        pauses.pause(trouble.every().multipliedBy(pieces));
        int middle = whole.length / 2;
        byte[] first = Arrays.copyOf(whole, middle);
        if (trouble.malformedAfter() != Trouble.NEVER) {
            return plain(first);
        }
        if (trouble.stallAfter() == Trouble.NEVER && trouble.cutAfter() == Trouble.NEVER) {
            return plain(whole);
        }
        List<byte[]> halves = List.of(first, Arrays.copyOfRange(whole, middle, whole.length));
        return new TroubledJson(whole.length, new TroubledBody(halves, trouble.inTwoHalves(), pauses));
    }

    static TroubledJson plain(byte[] whole) {
        return new TroubledJson(whole.length, client -> client.write(whole));
    }
}
