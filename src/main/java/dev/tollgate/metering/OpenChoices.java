package dev.tollgate.metering;

import java.util.BitSet;

/** Which of the answers in one stream have begun, and which have said that they are finished. */
final class OpenChoices {

    private static final int MAX_INDEX = 0xFFFF;

    private final BitSet begun = new BitSet();
    private final BitSet finished = new BitSet();

    void take(long index, boolean done) {
        int bit = (int) Math.min(index, MAX_INDEX);
        begun.set(bit);
        if (done) {
            finished.set(bit);
        }
    }

    /** Whether there is one, and none is unfinished. */
    boolean allFinished() {
        return !begun.isEmpty() && begun.equals(finished);
    }
}
