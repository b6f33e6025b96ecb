package dev.tollgate.ledger;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads and locks what a group of postings needs: first holds, then wallets, then allowances, each in the order of their ids.
 *
 * <p>Everybody who locks more than one row keeps this order, so that groups wait for each other but don't deadlock.
 */
final class BooksReader {

    private static final String LOCK_HOLDS =
            "SELECT id, account, amount, on_lost, purpose, request_id, state, settled, resolution,"
                    + " allowance, allowance_tokens, allowance_cost"
                    + " FROM hold WHERE id = ANY(?) ORDER BY id FOR UPDATE";
    private static final String LOCK_FREE_HOLD = "SELECT id FROM hold WHERE id = ? FOR UPDATE SKIP LOCKED";
    private static final String WALLETS = "SELECT id, owner, asset, posted, held, shortfall, frozen FROM account"
            + " WHERE id = ANY(?) AND kind = 'wallet'";
    private static final String LOCK_WALLETS = WALLETS + " ORDER BY id FOR UPDATE";
    private static final String LOCK_ALLOWANCES =
            "SELECT subject, tokens_used + tokens_held, cost_used + cost_held FROM allowance"
                    + " WHERE subject = ANY(?) ORDER BY subject FOR UPDATE";
    private static final String TRANSFERS =
            "SELECT id, debit_account, credit_account, amount, purpose FROM transfer WHERE id = ANY(?)";
    private static final String EXTERNAL_REFS =
            "SELECT t.id, t.debit_account, t.credit_account, t.amount, t.purpose, e.source, e.external_id"
                    + " FROM unnest(?::text[], ?::text[]) AS w (source, external_id)"
                    + " JOIN external_ref e ON e.source = w.source AND e.external_id = w.external_id"
                    + " JOIN transfer t ON t.id = e.transfer_id";

    private final AccountIds ids;

    BooksReader(AccountIds ids) {
        this.ids = ids;
    }

    /** @param ownTransaction whether this transaction began with this call */
    Books read(Connection connection, Collection<? extends Posting<?>> postings, boolean ownTransaction)
            throws SQLException {
        Map<AccountRef, Long> accounts = findAccounts(connection, postings, ownTransaction);
        List<HoldRow> holds = lockHolds(connection, postings);
        Set<Long> walletIds = new HashSet<>();
        accounts.forEach((ref, id) -> {
            if (ref.kind() == AccountRef.Kind.WALLET) {
                walletIds.add(id);
            }
        });
        holds.forEach(hold -> walletIds.add(hold.account));
        var books = new Books(true);
        wallets(connection, LOCK_WALLETS, walletIds).forEach(books::put);
        holds.forEach(books::put);
        accounts.forEach((ref, id) -> {
            if (ref.kind() != AccountRef.Kind.WALLET) {
                books.put(Account.entriesOnly(id, ref));
            }
        });
        lockAllowances(connection, postings, books);
        attachShortfalls(connection, postings, books);
        readTransfers(connection, postings, books);
        readExternalRefs(connection, postings, books);
        return books;
    }

    private Map<AccountRef, Long> findAccounts(
            Connection connection, Collection<? extends Posting<?>> postings, boolean ownTransaction)
            throws SQLException {
        Set<AccountRef> wanted = new LinkedHashSet<>();
        Set<AccountRef> missing = new LinkedHashSet<>();
        for (Posting<?> posting : postings) {
            for (AccountRef ref : posting.accounts()) {
                wanted.add(ref);
                if (posting.opens(ref)) {
                    missing.add(ref);
                }
            }
        }
        Map<AccountRef, Long> found = ids.find(connection, wanted, ownTransaction);
        missing.removeAll(found.keySet());
        found.putAll(ids.open(connection, missing));
        return found;
    }

    private static List<HoldRow> lockHolds(Connection connection, Collection<? extends Posting<?>> postings)
            throws SQLException {
        Object[] wanted =
                postings.stream().map(Posting::holdId).filter(Objects::nonNull).toArray();
        List<HoldRow> holds = new ArrayList<>();
        if (wanted.length == 0) {
            return holds;
        }
        try (PreparedStatement statement = connection.prepareStatement(LOCK_HOLDS)) {
            statement.setArray(1, connection.createArrayOf("uuid", wanted));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    holds.add(hold(row));
                }
            }
        }
        return holds;
    }

    /**
     * Whether nobody else keeps a hold's row locked.
     *
     * @param connection commits each statement
     */
    static boolean isHoldFree(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_FREE_HOLD)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static HoldRow hold(ResultSet row) throws SQLException {
        var hold = new HoldRow(
                row.getObject(1, UUID.class),
                row.getLong(2),
                units(row, 3),
                OnLost.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                reserved(row));
        HoldRow.State state = HoldRow.State.valueOf(row.getString(7));
        if (state != HoldRow.State.PENDING) {
            hold.resolve(state, units(row, 8), row.getObject(9, UUID.class));
        }
        return hold;
    }

    private static HoldRow.@Nullable Reserved reserved(ResultSet row) throws SQLException {
        String subject = row.getString(10);
        return subject == null ? null : new HoldRow.Reserved(subject, new Consumption(row.getLong(11), units(row, 12)));
    }

    /** Rare enough: those of the group's holds, after the wallets. */
    private static void lockAllowances(Connection connection, Collection<? extends Posting<?>> postings, Books books)
            throws SQLException {
        Set<String> subjects = new TreeSet<>();
        for (Posting<?> posting : postings) {
            if (posting.reservation() != null) {
                subjects.add(posting.reservation().subject());
            }
        }
        for (HoldRow hold : books.holds()) {
            if (hold.reserved != null) {
                subjects.add(hold.reserved.subject());
            }
        }
        if (subjects.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(LOCK_ALLOWANCES)) {
            statement.setArray(1, connection.createArrayOf("text", subjects.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    books.put(AllowanceRow.locked(row.getString(1), new Consumption(row.getLong(2), units(row, 3))));
                }
            }
        }
    }

    /** Looks at wallets without locking them: what is decided on them must be compared when it is written. */
    static List<Account> lookAtWallets(Connection connection, Collection<Long> ids) throws SQLException {
        return wallets(connection, WALLETS, ids);
    }

    private static List<Account> wallets(Connection connection, String sql, Collection<Long> ids) throws SQLException {
        List<Account> wallets = new ArrayList<>();
        if (ids.isEmpty()) {
            return wallets;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var ref = new AccountRef(row.getString(2), Asset.of(row.getString(3)));
                    var balance = new Balance(units(row, 4), units(row, 5), units(row, 6), row.getBoolean(7));
                    wallets.add(Account.wallet(row.getLong(1), ref, balance));
                }
            }
        }
        return wallets;
    }

    /** Rare, so it costs nothing otherwise: owners that owe, and charges above their hold. */
    private void attachShortfalls(Connection connection, Collection<? extends Posting<?>> postings, Books books)
            throws SQLException {
        Set<Account> owing = new LinkedHashSet<>();
        for (Account account : books.accounts()) {
            if (account.isWallet() && account.owed().signum() > 0) {
                owing.add(account);
            }
        }
        for (Posting<?> posting : postings) {
            HoldRow hold = posting.holdId() == null ? null : books.hold(posting.holdId());
            if (hold != null && posting.exceeds(hold)) {
                owing.add(books.account(hold.account));
            }
        }
        if (owing.isEmpty()) {
            return;
        }
        List<AccountRef> refs =
                owing.stream().map(account -> account.ref.shortfall()).toList();
        Map<AccountRef, Long> found = ids.find(connection, refs, false);
        Set<AccountRef> missing = new LinkedHashSet<>(refs);
        missing.removeAll(found.keySet());
        found.putAll(ids.open(connection, missing));
        owing.forEach(account -> {
            account.attachShortfall(Objects.requireNonNull(found.get(account.ref.shortfall())));
            books.put(account.shortfall());
        });
    }

    private static void readTransfers(Connection connection, Collection<? extends Posting<?>> postings, Books books)
            throws SQLException {
        Object[] wanted = postings.stream()
                .map(Posting::transferId)
                .filter(Objects::nonNull)
                .toArray();
        if (wanted.length == 0) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(TRANSFERS)) {
            statement.setArray(1, connection.createArrayOf("uuid", wanted));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    books.put(transfer(row));
                }
            }
        }
    }

    private static void readExternalRefs(Connection connection, Collection<? extends Posting<?>> postings, Books books)
            throws SQLException {
        List<ExternalRef> wanted = postings.stream()
                .map(Posting::externalRef)
                .filter(Objects::nonNull)
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(EXTERNAL_REFS)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", wanted.stream().map(ExternalRef::source).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", wanted.stream().map(ExternalRef::id).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    TransferRow transfer = transfer(row);
                    books.put(transfer);
                    books.put(new ExternalRef(row.getString(6), row.getString(7)), transfer.id());
                }
            }
        }
    }

    private static TransferRow transfer(ResultSet row) throws SQLException {
        return new TransferRow(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                units(row, 4),
                null,
                null,
                new TransferRow.Cause(row.getString(5), null, null, null));
    }

    private static BigInteger units(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }
}
