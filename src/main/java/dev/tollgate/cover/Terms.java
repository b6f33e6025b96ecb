package dev.tollgate.cover;

import dev.tollgate.formula.Figures;
import dev.tollgate.ledger.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/**
 * What an order is sold at; later changes of the SKU don't touch it.
 *
 * @param premiumWei in wei of MON
 * @param maxCoverage in whole ones of the payout asset
 */
public record Terms(
        String skuId,
        BigInteger premiumWei,
        BigDecimal payoutMultiplier,
        BigDecimal leverage,
        BigDecimal maxCoverage,
        int durationHours)
        implements Figures {

    /** As formulas name them; the premium in MON. */
    @Override
    public Map<String, BigDecimal> figures() {
        return Map.of(
                "premium", new BigDecimal(premiumWei, Asset.MON.decimals()),
                "payout_multiplier", payoutMultiplier,
                "leverage", leverage,
                "max_coverage", maxCoverage);
    }
}
