package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks to set an amount of a customer's money aside, to be settled or voided once.
 *
 * @param id chosen by the caller; the same id again gives the same hold
 * @param amount units, 0 or more
 * @param purpose a short word for statements, such as {@code claude-messages}
 * @param reservation what is also reserved of an allowance; null for nothing
 */
public record HoldRequest(
        UUID id,
        AccountRef account,
        BigInteger amount,
        String requestId,
        String purpose,
        OnLost onLost,
        List<Rider> riders,
        @Nullable Reservation reservation) {

    /** Asks for money alone. */
    public HoldRequest(
            UUID id,
            AccountRef account,
            BigInteger amount,
            String requestId,
            String purpose,
            OnLost onLost,
            List<Rider> riders) {
        this(id, account, amount, requestId, purpose, onLost, riders, null);
    }

    public HoldRequest {
        account.requireWallet();
        Amounts.requireNotNegative("amount", amount);
        riders = List.copyOf(riders);
    }
}
