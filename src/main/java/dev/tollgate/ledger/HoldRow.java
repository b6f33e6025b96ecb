package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of table hold within one transaction. */
final class HoldRow {

    final UUID id;
    final long account;
    final BigInteger amount;
    final OnLost onLost;
    final String purpose;
    final String requestId;
    final @Nullable Reserved reserved;
    private State state = State.PENDING;
    private BigInteger settled = BigInteger.ZERO;
    private @Nullable UUID resolution;

    HoldRow(
            UUID id,
            long account,
            BigInteger amount,
            OnLost onLost,
            String purpose,
            String requestId,
            @Nullable Reserved reserved) {
        this.id = id;
        this.account = account;
        this.amount = amount;
        this.onLost = onLost;
        this.purpose = purpose;
        this.requestId = requestId;
        this.reserved = reserved;
    }

    /** The same hold, not resolved. */
    HoldRow pending() {
        return new HoldRow(id, account, amount, onLost, purpose, requestId, reserved);
    }

    State state() {
        return state;
    }

    boolean isPending() {
        return state == State.PENDING;
    }

    /** What was charged, in units. */
    BigInteger settled() {
        return settled;
    }

    @Nullable
    UUID resolution() {
        return resolution;
    }

    /** @param attempt the posting that resolves it */
    void resolve(State to, BigInteger charged, UUID attempt) {
        state = to;
        settled = charged;
        resolution = attempt;
    }

    /**
     * What the hold has set aside of an allowance.
     *
     * @param subject whose
     */
    record Reserved(String subject, Consumption amount) {}

    /** The column {@code hold.state}. */
    enum State {
        PENDING,
        POSTED,
        VOIDED,
        EXPIRED
    }
}
