package dev.tollgate.cover;

import dev.tollgate.ledger.AccountFrozen;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.InsufficientFunds;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LinkedTransfer;
import dev.tollgate.ledger.TransferRequest;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The capital behind each SKU, as accounts of the ledger: {@code capital:<sku>} is free, {@code cover:<sku>} is reserved
 * for open orders. Neither can be overdrawn, so open cover never exceeds what was funded.
 *
 * <p>For a caller's transaction, which the bookings join: they commit with what they are made for. Accounts of a wallet
 * are booked before these, so that two transactions don't wait for each other.
 */
final class Capital {

    private static final String PAYOUTS = "payouts";

    private final Ledger ledger;

    Capital(Ledger ledger) {
        this.ledger = ledger;
    }

    static AccountRef free(String skuId, Asset asset) {
        return new AccountRef("capital:" + skuId, asset);
    }

    static AccountRef reserved(String skuId, Asset asset) {
        return new AccountRef("cover:" + skuId, asset);
    }

    /**
     * The reservation of an order's cover, to be booked with what it is made for.
     *
     * <p>Refused as 503 CAPACITY_EXHAUSTED if less is free, or an operator has frozen the capital.
     *
     * @param cover units, more than 0
     */
    static LinkedTransfer reservation(String skuId, Asset asset, BigInteger cover, String requestId) {
        return new LinkedTransfer(
                new TransferRequest(
                        UUID.randomUUID(),
                        free(skuId, asset),
                        reserved(skuId, asset),
                        cover,
                        "cover-reserve",
                        null,
                        List.of(),
                        requestId),
                refusal -> refusal instanceof InsufficientFunds || refusal instanceof AccountFrozen
                        ? CoverRefusal.capacityExhausted()
                        : refusal);
    }

    /**
     * Gives reserved cover back, of one order or of many at once.
     *
     * @param amount units
     * @param purpose as the books name it, such as {@code cover-expire}
     */
    void release(String skuId, Asset asset, BigInteger amount, String purpose) {
        move(reserved(skuId, asset), free(skuId, asset), amount, purpose, null);
    }

    /**
     * Books a payout from an order's cover, and gives back what it leaves.
     *
     * @param paid units that have left the treasury
     * @param cover units that were reserved for the order
     * @throws IllegalArgumentException if more was paid than was reserved
     */
    void pay(String skuId, Asset asset, BigInteger paid, BigInteger cover) {
        if (paid.compareTo(cover) > 0) {
            throw new IllegalArgumentException("a payout of " + paid + " units exceeds its cover of " + cover);
        }
        move(reserved(skuId, asset), AccountRef.system(PAYOUTS, asset), paid, "cover-payout", null);
        release(skuId, asset, cover.subtract(paid), "cover-rest");
    }

    private void move(AccountRef from, AccountRef to, BigInteger amount, String purpose, @Nullable String requestId) {
        if (amount.signum() == 0) {
            return;
        }
        ledger.transfer(new TransferRequest(UUID.randomUUID(), from, to, amount, purpose, null, List.of(), requestId));
    }
}
