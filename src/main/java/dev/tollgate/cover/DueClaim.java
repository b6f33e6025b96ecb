package dev.tollgate.cover;

import dev.tollgate.formula.Figures;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A claim whose verification is due.
 *
 * @param liquidatedAmount what its wallet says was lost, as liquidatedPrice
 * @param estimatedPayout in units of the order's asset
 * @param attempts at verifying it, this one counted
 */
public record DueClaim(
        String id,
        SoldOrder order,
        String proofUri,
        BigDecimal liquidatedAmount,
        BigDecimal liquidatedPrice,
        BigInteger estimatedPayout,
        int attempts)
        implements Figures {

    @Override
    public Map<String, BigDecimal> figures() {
        return order.figures();
    }

    /** What the verification server is asked about. */
    public Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>(order.identity());
        request.put("claim_id", id);
        request.put("proof_uri", proofUri);
        request.put("liquidated_amount", plain(liquidatedAmount));
        request.put("liquidated_price", plain(liquidatedPrice));
        return request;
    }

    private static BigDecimal plain(BigDecimal number) {
        return new BigDecimal(number.stripTrailingZeros().toPlainString());
    }
}
