package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/**
 * Asks to charge a hold and release what is left of it.
 *
 * @param amount units to charge, 0 or more; may exceed the hold, since usage that happened is never dropped
 * @param to who earns it, such as {@code system:revenue}
 */
public record SettleRequest(UUID holdId, BigInteger amount, AccountRef to, String purpose, List<Rider> riders) {

    public SettleRequest {
        Amounts.requireNotNegative("amount", amount);
        to.requireNoShortfall();
        riders = List.copyOf(riders);
    }
}
