package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks to charge a hold and release what is left of it.
 *
 * @param amount units to charge, 0 or more; may exceed the hold, since usage that happened is never dropped
 * @param to who earns it, such as {@code system:revenue}
 * @param used what is counted against the allowance that the hold reserved from; null for nothing
 */
public record SettleRequest(
        UUID holdId,
        BigInteger amount,
        AccountRef to,
        String purpose,
        List<Rider> riders,
        @Nullable Consumption used) {

    /** Charges a hold that has reserved nothing of an allowance. */
    public SettleRequest(UUID holdId, BigInteger amount, AccountRef to, String purpose, List<Rider> riders) {
        this(holdId, amount, to, purpose, riders, null);
    }

    public SettleRequest {
        Amounts.requireNotNegative("amount", amount);
        to.requireNoShortfall();
        riders = List.copyOf(riders);
    }
}
