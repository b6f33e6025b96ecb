package dev.tollgate.users;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Somebody who signs in.
 *
 * @param id from 1, the admin whom the settings name
 * @param discountRate what they pay of a price: above 0, at most 1, four decimals
 * @param active whether they may sign in and their tokens and keys count
 * @param tokenSeries only access tokens of this series count; it grows when all of them are to end
 */
public record User(
        long id,
        String username,
        String email,
        Role role,
        BigDecimal discountRate,
        boolean active,
        int tokenSeries,
        Instant createdAt) {

    /** The owner of their accounts in the ledger. */
    public String owner() {
        return owner(id);
    }

    static String owner(long id) {
        return "user:" + id;
    }

    /** Whether they may do what concerns others. */
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }
}
