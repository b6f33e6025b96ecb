package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/** Releases all of a hold; false if it was not pending any more. */
final class VoidPosting extends Posting<Boolean> {

    private final UUID holdId;
    private final List<Rider> riders;

    VoidPosting(UUID holdId, List<Rider> riders) {
        this.holdId = holdId;
        this.riders = List.copyOf(riders);
    }

    @Override
    UUID holdId() {
        return holdId;
    }

    @Override
    boolean resolves() {
        return true;
    }

    @Override
    List<Rider> riders() {
        return riders;
    }

    @Override
    Decision<Boolean> decide(Books books) {
        HoldRow hold = books.hold(holdId);
        if (hold == null) {
            return new Decision<>(false, false);
        }
        if (!hold.isPending()) {
            return new Decision<>(attempt.equals(hold.resolution()), false);
        }
        books.resolve(hold, HoldRow.State.VOIDED, BigInteger.ZERO, attempt);
        books.collectShortfall(books.account(hold.account), hold.id, hold.requestId);
        return new Decision<>(true, true);
    }
}
