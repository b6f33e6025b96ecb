package dev.tollgate.ledger;

/**
 * Something in the books that must not be.
 *
 * @param kind the broken invariant, such as {@code held_differs}
 * @param subject the id of the account, transfer, hold or event
 * @param detail what is at odds, in units
 */
public record Violation(String kind, String subject, String detail) {}
