package dev.tollgate.cover;

import dev.tollgate.ledger.Amount;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.InsufficientFunds;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.TransferConflict;
import dev.tollgate.payout.PayoutAsset;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;

/**
 * What admins do to the capital behind a SKU, in the payout asset. A reference is booked once, ever: the same again answers
 * the first result, and other content is 409.
 */
public final class CapitalDesk {

    private final Ledger ledger;
    private final Skus skus;
    private final PayoutAsset payoutAsset;
    private final Amount amounts;

    CapitalDesk(Ledger ledger, Skus skus, PayoutAsset payoutAsset, Amount amounts) {
        this.ledger = ledger;
        this.skus = skus;
        this.payoutAsset = payoutAsset;
        this.amounts = amounts;
    }

    /**
     * Funds a SKU, or takes back what is free.
     *
     * @param fields sku_id, amount in whole ones of the asset, reference and perhaps direction
     * @return the transfer
     * @throws Refusal 400 for the amount, 404 for the SKU, 409 for a reference with other content or more than is free, 503
     *     while the asset is unknown
     */
    public UUID book(User admin, Map<String, Object> fields, String requestId) {
        Asset asset = payoutAsset.asset();
        var booking = new CapitalBooking(
                skus.required(String.valueOf(fields.get("sku_id"))).id(),
                asset,
                "withdraw".equals(fields.get("direction")),
                units(asset, fields),
                String.valueOf(fields.get("reference")),
                "admin:" + admin.username(),
                requestId);
        try {
            return ledger.transfer(booking.request()).id();
        } catch (InsufficientFunds e) {
            throw new Refusal(
                    409,
                    "CAPITAL_IN_USE",
                    "Only " + asset.format(e.available()) + " " + asset.code()
                            + " is free, the rest is reserved for open orders: take that, or wait until they end");
        } catch (TransferConflict e) {
            throw new Refusal(
                    409,
                    "REFERENCE_ALREADY_USED",
                    "The reference was booked before with another SKU, amount or direction: choose another");
        }
    }

    private BigInteger units(Asset asset, Map<String, Object> fields) {
        var number = new BigDecimal(String.valueOf(fields.get("amount")));
        return amounts.parse("amount", asset.code(), number.stripTrailingZeros().toPlainString());
    }
}
