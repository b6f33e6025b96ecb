package dev.tollgate.cover;

import dev.tollgate.ledger.Amount;
import dev.tollgate.ledger.Asset;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an admin's request as the values of a SKU's columns, exactly. */
final class SkuTerms {

    private static final int DECIMALS_MAX = 18;

    private final Amount amounts;

    SkuTerms(Amount amounts) {
        this.amounts = amounts;
    }

    /**
     * The columns' values by their parameters' names; null for what the request doesn't have.
     *
     * @throws Refusal 400
     */
    Map<String, @Nullable Object> of(Map<String, Object> fields) {
        Map<String, @Nullable Object> terms = new HashMap<>();
        terms.put("nameZh", fields.get("name"));
        terms.put("nameEn", fields.get("name_en"));
        terms.put("descriptionZh", fields.get("description"));
        terms.put("descriptionEn", fields.get("description_en"));
        terms.put("premium", premium(fields.get("premium")));
        terms.put("payoutMultiplier", decimal("payout_multiplier", fields));
        terms.put("leverage", decimal("leverage", fields));
        terms.put("maxCoverage", decimal("max_coverage", fields));
        terms.put("durationHours", hours(fields.get("duration_hours")));
        return terms;
    }

    private @Nullable BigDecimal premium(@Nullable Object mon) {
        return mon == null
                ? null
                : new BigDecimal(amounts.parse(
                        "premium",
                        Asset.MON.code(),
                        new BigDecimal(mon.toString()).stripTrailingZeros().toPlainString()));
    }

    private static @Nullable BigDecimal decimal(String field, Map<String, Object> fields) {
        Object number = fields.get(field);
        if (number == null) {
            return null;
        }
        BigDecimal decimal = new BigDecimal(number.toString()).stripTrailingZeros();
        if (decimal.scale() > DECIMALS_MAX) {
            throw Refusal.invalid(field, "must have " + DECIMALS_MAX + " decimals at most");
        }
        return decimal;
    }

    private static @Nullable Integer hours(@Nullable Object number) {
        return number == null ? null : new BigDecimal(number.toString()).intValueExact();
    }
}
