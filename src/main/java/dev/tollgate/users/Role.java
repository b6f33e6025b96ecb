package dev.tollgate.users;

import java.util.Locale;

/** What a user may do: an admin, everything; a user, what concerns their own keys and money. */
public enum Role {
    USER,
    ADMIN;

    /** As the database and the API write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if it is none */
    static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
