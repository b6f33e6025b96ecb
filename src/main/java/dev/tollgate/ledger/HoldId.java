package dev.tollgate.ledger;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids for holds, in the order of time: version 7 of RFC 9562.
 *
 * <p>New rows then stand together at the end of their indexes. Random ids would touch a page of its own for each row, in
 * the indexes of holds, transfers and usage, and after each checkpoint PostgreSQL logs every page that it touches.
 */
public final class HoldId {

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private HoldId() {}

    /** A new id: its milliseconds of the epoch, then 74 random bits. No secret: it can be guessed. */
    public static UUID next() {
        var random = ThreadLocalRandom.current();
        long most = System.currentTimeMillis() << 16 | VERSION | random.nextInt(1 << 12);
        return new UUID(most, random.nextLong() >>> 2 | VARIANT);
    }
}
