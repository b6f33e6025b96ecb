package dev.tollgate.cover;

import dev.tollgate.formula.Figures;
import dev.tollgate.ledger.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An order as it was sold: what never changes of it.
 *
 * @param owner whose it is in the ledger
 * @param walletAddress as it was sent
 * @param asset what its cover is counted in
 * @param cover the most it can pay, in the asset's units
 */
public record SoldOrder(
        String id,
        String owner,
        String walletAddress,
        String exchange,
        String symbol,
        String orderReference,
        Terms terms,
        Asset asset,
        BigInteger cover)
        implements Figures {

    @Override
    public Map<String, BigDecimal> figures() {
        return terms.figures();
    }

    /** What an amount of whole assets pays, in units: rounded down, and never more than the cover. */
    BigInteger payable(BigDecimal amount) {
        return Answer.units(amount, asset.decimals()).min(cover);
    }

    /** What the verification server knows an order by. */
    Map<String, Object> identity() {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("exchange", exchange);
        identity.put("symbol", symbol);
        identity.put("order_reference", orderReference);
        identity.put("wallet_address", walletAddress);
        return identity;
    }
}
