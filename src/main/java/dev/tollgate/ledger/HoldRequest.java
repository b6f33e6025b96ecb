package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/**
 * Asks to set an amount of a customer's money aside, to be settled or voided once.
 *
 * @param id chosen by the caller; the same id again gives the same hold
 * @param amount units, 0 or more
 * @param purpose a short word for statements, such as {@code claude-messages}
 */
public record HoldRequest(
        UUID id,
        AccountRef account,
        BigInteger amount,
        String requestId,
        String purpose,
        OnLost onLost,
        List<Rider> riders) {

    public HoldRequest {
        account.requireWallet();
        Amounts.requireNotNegative("amount", amount);
        riders = List.copyOf(riders);
    }
}
