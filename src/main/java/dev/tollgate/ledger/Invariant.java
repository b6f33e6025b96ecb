package dev.tollgate.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Something that is always true of the books. Its query, {@code invariants/<name>.sql}, finds what breaks it after
 * transfer {@code :since}, as subject and detail.
 */
enum Invariant {
    UNKNOWN_ACCOUNT(Reach.CHANGES),
    UNBALANCED_ASSET(Reach.CHANGES),
    BROKEN_CHAIN(Reach.CHANGES),
    POSTED_DIFFERS(Reach.CHANGES),
    HELD_DIFFERS(Reach.CHANGES),
    BELOW_FLOOR(Reach.CHANGES),
    OVERCHARGED_HOLD(Reach.CHANGES),
    ALLOWANCE_DIFFERS(Reach.CHANGES),
    OVERDUE_HOLD(Reach.ALWAYS_ALL),
    MUTABLE_TABLE(Reach.ALWAYS_ALL),
    ENTRIES_DIFFER(Reach.ALL_ONLY),
    UNDERCHARGED_HOLD(Reach.ALL_ONLY),
    UNBOOKED_EVENT(Reach.ALL_ONLY);

    private final Reach reach;
    private final String sql;

    Invariant(Reach reach) {
        this.reach = reach;
        this.sql = load("invariants/" + kind() + ".sql");
    }

    /** The word for reports and metrics. */
    String kind() {
        return name().toLowerCase(Locale.ROOT);
    }

    String sql() {
        return sql;
    }

    /** Whether it is checked at all when only changes are. */
    boolean checkedOn(boolean changesOnly) {
        return !changesOnly || reach != Reach.ALL_ONLY;
    }

    /** Whether a run finds everything that breaks it, so that what it doesn't find is put right. */
    boolean complete(boolean changesOnly) {
        return !changesOnly || reach == Reach.ALWAYS_ALL;
    }

    private static String load(String file) {
        try (InputStream in = Invariant.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private enum Reach {
        /** Can be checked over what changed. */
        CHANGES,
        /** So cheap that every run checks everything. */
        ALWAYS_ALL,
        /** Needs the whole history. */
        ALL_ONLY
    }
}
