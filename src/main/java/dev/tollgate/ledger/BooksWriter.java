package dev.tollgate.ledger;

import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes what postings decided, with one statement a table however many they are. */
final class BooksWriter {

    private static final String INSERT_HOLDS =
            "INSERT INTO hold (id, account, amount, on_lost, purpose, request_id, expires_at)"
                    + " SELECT u.*, ? FROM unnest(?::uuid[], ?::bigint[], ?::numeric[], ?::text[], ?::text[], ?::text[]) u";
    private static final String RESOLVE_HOLDS =
            "UPDATE hold h SET state = u.state, settled = u.settled, resolution = u.resolution, resolved_at = now()"
                    + " FROM unnest(?::uuid[], ?::text[], ?::numeric[], ?::uuid[]) AS u (id, state, settled, resolution)"
                    + " WHERE h.id = u.id AND h.state = 'PENDING'";
    private static final String INSERT_TRANSFERS =
            "INSERT INTO transfer (id, debit_account, credit_account, amount, debit_after, credit_after,"
                    + " purpose, hold_id, request_id, reason)"
                    + " SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[],"
                    + " ?::text[], ?::uuid[], ?::text[], ?::text[])";
    private static final String INSERT_EXTERNAL_REFS = "INSERT INTO external_ref (source, external_id, transfer_id)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::uuid[])";
    private static final String UPDATE_WALLETS =
            "UPDATE account a SET posted = u.posted, held = u.held, shortfall = u.shortfall"
                    + " FROM unnest(?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[])"
                    + " AS u (id, posted, held, shortfall) WHERE a.id = u.id";

    void write(Connection connection, Books books) throws SQLException {
        insertHolds(connection, books);
        resolveHolds(connection, books.resolvedHolds());
        insertTransfers(connection, books.newTransfers());
        insertExternalRefs(connection, books.newExternalRefs());
        updateWallets(
                connection,
                books.accounts().stream()
                        .filter(account -> account.isWallet() && account.changed())
                        .toList());
    }

    private static void insertHolds(Connection connection, Books books) throws SQLException {
        Set<HoldRow> holds = books.newHolds();
        if (holds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_HOLDS)) {
            statement.setObject(1, OffsetDateTime.ofInstant(books.holdsExpireAt(), ZoneOffset.UTC));
            statement.setArray(2, uuids(connection, holds, hold -> hold.id));
            statement.setArray(3, bigints(connection, holds, hold -> hold.account));
            statement.setArray(4, numerics(connection, holds, hold -> hold.amount));
            statement.setArray(5, texts(connection, holds, hold -> hold.onLost.name()));
            statement.setArray(6, texts(connection, holds, hold -> hold.purpose));
            statement.setArray(7, texts(connection, holds, hold -> hold.requestId));
            requireCount(statement, holds.size());
        }
    }

    private static void resolveHolds(Connection connection, Set<HoldRow> holds) throws SQLException {
        if (holds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(RESOLVE_HOLDS)) {
            statement.setArray(1, uuids(connection, holds, hold -> hold.id));
            statement.setArray(2, texts(connection, holds, hold -> hold.state().name()));
            statement.setArray(3, numerics(connection, holds, HoldRow::settled));
            statement.setArray(4, uuids(connection, holds, HoldRow::resolution));
            requireCount(statement, holds.size());
        }
    }

    private static void insertTransfers(Connection connection, List<TransferRow> transfers) throws SQLException {
        if (transfers.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_TRANSFERS)) {
            statement.setArray(1, uuids(connection, transfers, TransferRow::id));
            statement.setArray(2, bigints(connection, transfers, TransferRow::debitAccount));
            statement.setArray(3, bigints(connection, transfers, TransferRow::creditAccount));
            statement.setArray(4, numerics(connection, transfers, TransferRow::amount));
            statement.setArray(5, numerics(connection, transfers, TransferRow::debitAfter));
            statement.setArray(6, numerics(connection, transfers, TransferRow::creditAfter));
            statement.setArray(
                    7, texts(connection, transfers, row -> row.cause().purpose()));
            statement.setArray(
                    8, uuids(connection, transfers, row -> row.cause().holdId()));
            statement.setArray(
                    9, texts(connection, transfers, row -> row.cause().requestId()));
            statement.setArray(
                    10, texts(connection, transfers, row -> row.cause().reason()));
            requireCount(statement, transfers.size());
        }
    }

    private static void insertExternalRefs(Connection connection, Map<ExternalRef, UUID> refs) throws SQLException {
        if (refs.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_EXTERNAL_REFS)) {
            statement.setArray(1, texts(connection, refs.keySet(), ExternalRef::source));
            statement.setArray(2, texts(connection, refs.keySet(), ExternalRef::id));
            statement.setArray(3, uuids(connection, refs.values(), id -> id));
            requireCount(statement, refs.size());
        }
    }

    private static void updateWallets(Connection connection, List<Account> wallets) throws SQLException {
        if (wallets.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(UPDATE_WALLETS)) {
            statement.setArray(1, bigints(connection, wallets, wallet -> wallet.id));
            statement.setArray(2, numerics(connection, wallets, Account::posted));
            statement.setArray(3, numerics(connection, wallets, Account::held));
            statement.setArray(4, numerics(connection, wallets, Account::owed));
            requireCount(statement, wallets.size());
        }
    }

    /** The rows are locked, so another count is a mistake of ours: nothing of it may be committed. */
    private static void requireCount(PreparedStatement statement, int rows) throws SQLException {
        int changed = statement.executeUpdate();
        if (changed != rows) {
            throw new IllegalStateException("wrote " + changed + " rows instead of " + rows);
        }
    }

    private static <T> Array uuids(Connection connection, Collection<T> rows, Function<T, @Nullable UUID> value)
            throws SQLException {
        return connection.createArrayOf("uuid", rows.stream().map(value).toArray());
    }

    private static <T> Array bigints(Connection connection, Collection<T> rows, Function<T, Long> value)
            throws SQLException {
        return connection.createArrayOf("bigint", rows.stream().map(value).toArray());
    }

    private static <T> Array texts(Connection connection, Collection<T> rows, Function<T, @Nullable String> value)
            throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(value).toArray());
    }

    private static <T> Array numerics(
            Connection connection, Collection<T> rows, Function<T, @Nullable BigInteger> value) throws SQLException {
        Object[] texts = rows.stream()
                .map(value)
                .map(units -> units == null ? null : units.toString())
                .toArray();
        return connection.createArrayOf("numeric", texts);
    }
}
