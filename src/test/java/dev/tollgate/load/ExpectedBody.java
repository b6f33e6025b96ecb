package dev.tollgate.load;

import java.util.Arrays;
import java.util.Optional;

/** A body that must be what is expected, byte for byte; nothing expected means that any will do. */
final class ExpectedBody implements BodyReader {

    private final byte[] expected;
    private int length;
    private boolean different;

    ExpectedBody(byte[] expected) {
        this.expected = expected;
    }

    @Override
    public void part(byte[] bytes, int from, int partLength) {
        int end = length + partLength;
        different |= end > expected.length || !Arrays.equals(expected, length, end, bytes, from, from + partLength);
        length = end;
    }

    @Override
    public Optional<String> end() {
        boolean right = expected.length == 0 || !different && length == expected.length;
        length = 0;
        different = false;
        return right ? Optional.empty() : Optional.of("another body than expected");
    }
}
