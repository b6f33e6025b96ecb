package dev.tollgate.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ids of accounts, cached: an account is never deleted and its id never changes.
 *
 * <p>An id enters the cache only once it is known to be committed.
 */
final class AccountIds {

    private static final String FIND = "SELECT a.id, a.owner, a.asset FROM account a"
            + " JOIN unnest(?::text[], ?::text[]) AS w (owner, asset) ON a.owner = w.owner AND a.asset = w.asset";
    // Sorted by the caller, so that two transactions opening the same accounts don't deadlock.
    private static final String OPEN = "INSERT INTO account (owner, asset, kind)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[]) ON CONFLICT (owner, asset) DO NOTHING";

    private final Cache<AccountRef, Long> cache =
            Caffeine.newBuilder().maximumSize(200_000).build();

    /**
     * Finds the accounts that exist.
     *
     * @param transactionIsFresh whether this transaction has opened no account yet, so that all it sees is committed
     */
    Map<AccountRef, Long> find(Connection connection, Collection<AccountRef> wanted, boolean transactionIsFresh)
            throws SQLException {
        Map<AccountRef, Long> found = new HashMap<>();
        Set<AccountRef> unknown = new LinkedHashSet<>();
        for (AccountRef ref : wanted) {
            Long id = cache.getIfPresent(ref);
            if (id == null) {
                unknown.add(ref);
            } else {
                found.put(ref, id);
            }
        }
        if (!unknown.isEmpty()) {
            Map<AccountRef, Long> read = select(connection, unknown);
            found.putAll(read);
            if (transactionIsFresh) {
                cache.putAll(read);
            }
        }
        return found;
    }

    /** Opens accounts that {@link #find} didn't, and returns their ids. */
    Map<AccountRef, Long> open(Connection connection, Collection<AccountRef> missing) throws SQLException {
        if (missing.isEmpty()) {
            return Map.of();
        }
        var sorted = new TreeSet<AccountRef>(java.util.Comparator.comparing(AccountRef::owner)
                .thenComparing(ref -> ref.asset().code()));
        sorted.addAll(missing);
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setArray(1, texts(connection, sorted.stream().map(AccountRef::owner)));
            statement.setArray(
                    2, texts(connection, sorted.stream().map(ref -> ref.asset().code())));
            statement.setArray(
                    3, texts(connection, sorted.stream().map(ref -> ref.kind().column())));
            statement.executeUpdate();
        }
        return select(connection, sorted);
    }

    private static Map<AccountRef, Long> select(Connection connection, Collection<AccountRef> refs)
            throws SQLException {
        Map<AccountRef, Long> ids = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, texts(connection, refs.stream().map(AccountRef::owner)));
            statement.setArray(
                    2, texts(connection, refs.stream().map(ref -> ref.asset().code())));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.put(new AccountRef(row.getString(2), Asset.of(row.getString(3))), row.getLong(1));
                }
            }
        }
        return ids;
    }

    private static Array texts(Connection connection, java.util.stream.Stream<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
