package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of table transfer; the balances after it are null for accounts whose entries have no order. */
record TransferRow(
        UUID id,
        long debitAccount,
        long creditAccount,
        BigInteger amount,
        @Nullable BigInteger debitAfter,
        @Nullable BigInteger creditAfter,
        Cause cause) {

    /** Why a transfer was booked: columns purpose, hold_id, request_id and reason. */
    record Cause(
            String purpose,
            @Nullable UUID holdId,
            @Nullable String requestId,
            @Nullable String reason) {}

    boolean moves(long from, long to, BigInteger units) {
        return debitAccount == from && creditAccount == to && amount.equals(units);
    }
}
