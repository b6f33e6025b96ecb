package dev.tollgate.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Who does something to the books by hand, and why; it is written to the audit table.
 *
 * @param operator a person's name
 * @param reason a sentence
 * @param requestId the request that asked for it
 */
public record Operation(
        String operator, String reason, @Nullable String requestId) {

    public Operation {
        if (operator.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("an operation has an operator and a reason");
        }
    }
}
