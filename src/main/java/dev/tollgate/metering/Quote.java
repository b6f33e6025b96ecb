package dev.tollgate.metering;

/** What one call costs, as it was agreed before it: a price that changes meanwhile changes no call under way. */
public interface Quote {

    /** What is held before the call. */
    Cost advance();

    /** What a metered call is charged for its real usage. */
    Cost cost(TokenUsage usage);

    /** How many tokens the call may take by its estimate, input and output together, for caps on them. */
    long tokensMax();

    /** The version of the price list behind it, for the books; empty where there is none. */
    default String version() {
        return "";
    }
}
