package dev.tollgate.idempotency;

/**
 * Within what an idempotency key is unique: one caller, one method, one route. Another caller's key is independent.
 *
 * @param principal who calls, such as {@code wallet:0x…}
 * @param method upper-case
 * @param route id of the route
 */
public record Scope(String principal, String method, String route) {

    /** @throws IllegalArgumentException if a part is empty or has a blank, which separates the parts in the table */
    public Scope {
        requireWord("principal", principal);
        requireWord("method", method);
        requireWord("route", route);
    }

    /** The scope as the table has it. */
    public String text() {
        return principal + " " + method + " " + route;
    }

    private static void requireWord(String name, String value) {
        if (value.isEmpty() || value.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("A scope's " + name + " must be a word: '" + value + "'");
        }
    }
}
