package dev.tollgate.steps;

import dev.tollgate.formula.Figures;
import dev.tollgate.formula.Formula;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.springframework.stereotype.Component;

/**
 * The language {@code formula} of routes: arithmetic over the numbers of the body's fields and of the variables that have
 * {@link Figures}. A variable's number goes before a field of the same name: the one is ours, the other its sender's.
 */
@Component("formula-language")
class FormulaLanguage extends LanguageSupport {

    @Override
    public Predicate createPredicate(String expression) {
        throw new UnsupportedOperationException("a formula comes to a number");
    }

    @Override
    public Expression createExpression(String expression) {
        Formula formula = new Formula(expression);
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return formula.value(names(exchange));
            }
        };
    }

    private static Map<String, BigDecimal> names(Exchange exchange) {
        Map<String, BigDecimal> names = new HashMap<>();
        if (exchange.getMessage().getBody() instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> {
                if (value instanceof Number number) {
                    names.put(String.valueOf(name), new BigDecimal(number.toString()));
                }
            });
        }
        exchange.getVariables().values().forEach(value -> {
            if (value instanceof Figures figures) {
                names.putAll(figures.figures());
            }
        });
        return names;
    }
}
