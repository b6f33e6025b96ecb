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
 *
 * @param text in EvalEx's notation
 */
public record Formula(String text) {

    private static final ExpressionConfiguration EXACT = ExpressionConfiguration.builder()
            .mathContext(new MathContext(250, RoundingMode.DOWN))
            .decimalPlacesResult(ExpressionConfiguration.DECIMAL_PLACES_ROUNDING_UNLIMITED)
            .implicitMultiplicationAllowed(false)
            .arraysAllowed(false)
            .structuresAllowed(false)
            .build();

    /** @throws IllegalArgumentException if it can't be read */
    public Formula {
        try {
            new Expression(text, EXACT).validate();
        } catch (BaseException e) {
            throw unreadable(text, e);
        }
    }

    /**
     * What it comes to.
     *
     * @throws IllegalArgumentException if it names what isn't there, or comes to no number
     */
    public BigDecimal value(Map<String, BigDecimal> names) {
        try {
            var result = new Expression(text, EXACT).withValues(names).evaluate();
            if (!result.isNumberValue()) {
                throw new IllegalArgumentException("formula " + text + " comes to no number");
            }
            return result.getNumberValue();
        } catch (BaseException e) {
            throw unreadable(text, e);
        }
    }

    private static IllegalArgumentException unreadable(String text, BaseException why) {
        return new IllegalArgumentException("formula " + text + ": " + why.getMessage(), why);
    }
}
