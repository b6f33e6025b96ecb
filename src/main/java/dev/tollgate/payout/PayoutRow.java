package dev.tollgate.payout;

/** A payout, and the id of its row. */
record PayoutRow(long id, Payout payout) {

    String subject() {
        return payout.subject();
    }
}
