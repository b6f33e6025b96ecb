package dev.tollgate.formula;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;

/**
 * A formula over named decimals, such as {@code MIN(liquidated_amount * leverage, max_coverage)}.
 *
 * <p>Sums, differences and products are exact up to 250 digits; quotients are cut to that.
 */
public final class Formula {

    private static final ExpressionConfiguration EXACT = ExpressionConfiguration.builder()
            .mathContext(new MathContext(250, RoundingMode.DOWN))
            .decimalPlacesResult(ExpressionConfiguration.DECIMAL_PLACES_ROUNDING_UNLIMITED)
            .implicitMultiplicationAllowed(false)
            .arraysAllowed(false)
            .structuresAllowed(false)
            .build();

    private Formula() {}

    /**
     * What a formula comes to.
     *
     * @throws IllegalArgumentException if it can't be read, or names what isn't there
     */
    public static BigDecimal value(String formula, Map<String, BigDecimal> names) {
        try {
            return new Expression(formula, EXACT).withValues(names).evaluate().getNumberValue();
        } catch (BaseException e) {
            throw new IllegalArgumentException("formula " + formula + ": " + e.getMessage(), e);
        }
    }
}
