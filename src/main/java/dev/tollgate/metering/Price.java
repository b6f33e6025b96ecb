package dev.tollgate.metering;

/**
 * What a call costs: how much is held before it, and how much its real usage comes to, by a rule that routes choose by
 * name (parameter {@code price} of {@code kamelet:hold-funds}).
 *
 * <p>A price is a Spring bean; its bean name is the name that routes use, see {@link Prices#named}.
 */
public interface Price {

    /**
     * What the call costs.
     *
     * @throws dev.tollgate.refusal.Refusal if it isn't for sale
     */
    Quote quote(LlmRequest request);

    /**
     * The same rule at another rate.
     *
     * @param tokensPerUnit tokens that one unit of the asset buys, such as 1 MON; at least 1
     * @throws IllegalArgumentException if this price knows no such rate
     */
    Price at(long tokensPerUnit);

    /** What an operator should know before selling at this price; empty if there is nothing. */
    default String warning() {
        return "";
    }
}
