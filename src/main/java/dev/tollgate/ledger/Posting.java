package dev.tollgate.ledger;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One change of the books: what it touches, and what it decides once that is read and locked.
 *
 * @param <R> what its caller gets
 */
abstract class Posting<R> {

    /** Written with a resolution, so that a retry after an unknown commit recognises its own. */
    final UUID attempt;

    private boolean perhapsBooked;

    Posting() {
        var random = ThreadLocalRandom.current();
        attempt = new UUID(random.nextLong(), random.nextLong());
    }

    /** Accounts that it needs; missing ones are opened if {@link #opens} says so. */
    Set<AccountRef> accounts() {
        return Set.of();
    }

    boolean opens(AccountRef account) {
        return false;
    }

    /** The hold that it makes or resolves. */
    @Nullable
    UUID holdId() {
        return null;
    }

    /** Whether it may charge more than the hold has. */
    boolean exceeds(HoldRow hold) {
        return false;
    }

    /** What a hold reserves of an allowance. */
    @Nullable
    Reservation reservation() {
        return null;
    }

    @Nullable
    UUID transferId() {
        return null;
    }

    @Nullable
    ExternalRef externalRef() {
        return null;
    }

    /** Whether it ends something that was admitted before: never shed, and tried for longer. */
    boolean resolves() {
        return false;
    }

    abstract List<Rider> riders();

    /**
     * Decides on the books and changes them.
     *
     * @throws dev.tollgate.refusal.Refusal before it has changed anything
     */
    abstract Decision<R> decide(Books books);

    /** A commit that would have booked this ended without an answer. */
    void commitUnknown() {
        perhapsBooked = true;
    }

    /** Whether an earlier attempt of this very posting may be in the books. */
    boolean perhapsBooked() {
        return perhapsBooked;
    }

    /**
     * What a posting came to.
     *
     * @param booked whether it changed the books now; riders run only then
     */
    record Decision<R>(R result, boolean booked) {}
}
