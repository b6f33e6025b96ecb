package dev.tollgate.metering;

import java.math.BigInteger;

/**
 * What is held before a call, by a rule that routes choose by name (parameter {@code price} of
 * {@code kamelet:hold-funds}).
 *
 * <p>A price is a Spring bean; its bean name is the name that routes use.
 */
public interface Price {

    /** The amount to hold, in the smallest units of the asset; exact, rounded up once. */
    BigInteger amount(LlmRequest request);

    /** What an operator should know before selling at this price; empty if there is nothing. */
    default String warning() {
        return "";
    }
}
