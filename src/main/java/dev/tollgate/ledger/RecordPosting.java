package dev.tollgate.ledger;

import java.util.List;

/** Books nothing: takes riders along that belong to no other posting, such as the end of a call charged before. */
final class RecordPosting extends Posting<Boolean> {

    private final List<Rider> riders;

    RecordPosting(List<Rider> riders) {
        this.riders = List.copyOf(riders);
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
        return new Decision<>(true, true);
    }
}
