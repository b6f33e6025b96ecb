package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Amounts as clients write them, for routes. */
@Component
public final class Amount {

    /**
     * Reads a field of a request as {@link #parse} does.
     *
     * <p>Takes the request and not its text: Camel strips the quotes of a text that is a bean's parameter.
     */
    public BigInteger of(Map<String, ?> request, String field, String asset) {
        return parse(field, asset, String.valueOf(request.get(field)));
    }

    /**
     * Reads a decimal of an asset as units, more than 0.
     *
     * @param field the request's field, for the refusal
     * @throws Refusal 400 {@code <field>: <what is wrong>}
     */
    public BigInteger parse(String field, String asset, String decimal) {
        BigInteger units;
        try {
            units = Asset.of(asset).parse(decimal);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, String.valueOf(e.getMessage()));
        }
        if (units.signum() == 0) {
            throw Refusal.invalid(field, "must be more than 0");
        }
        return units;
    }

    /** Writes units as a plain decimal with at least one decimal. */
    public String format(String asset, BigInteger units) {
        return Asset.of(asset).format(units);
    }
}
