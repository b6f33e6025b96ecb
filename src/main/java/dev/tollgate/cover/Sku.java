package dev.tollgate.cover;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A kind of cover that is for sale, or was.
 *
 * @param id 1 to 64 lower-case letters, digits and underscores
 * @param nameZh its name in Chinese, the document's language
 * @param premium wei of MON
 * @param payoutMultiplier how often the premium is paid out at most
 * @param leverage of the positions that it covers; what was lost is paid as often
 * @param maxCoverage the most that it pays, in whole ones of the payout asset
 * @param durationHours 1 to 8760, from the order on
 * @param retired whether it isn't sold any more; orders that were keep their terms
 */
public record Sku(
        String id,
        String nameZh,
        String nameEn,
        String descriptionZh,
        String descriptionEn,
        BigInteger premium,
        BigDecimal payoutMultiplier,
        BigDecimal leverage,
        BigDecimal maxCoverage,
        int durationHours,
        boolean retired) {

    /** What an order is sold at now. */
    Terms terms() {
        return new Terms(id, premium, payoutMultiplier, leverage, maxCoverage, durationHours);
    }
}
