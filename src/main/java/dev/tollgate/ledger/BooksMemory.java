package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the writer knows of the rows that it wrote last, so that it need not read them again for the next group.
 *
 * <p>Another replica, an operator or a caller's own transaction may have changed them since. So what is decided from
 * memory is compared with the rows as it is written, and it is no ground for a refusal. For one thread.
 */
final class BooksMemory {

    private static final int WALLETS_MAX = 50_000;
    private static final int HOLDS_MAX = 50_000;

    private final AccountIds ids;
    private final Map<Long, Account> wallets = recent(WALLETS_MAX);
    private final Map<UUID, HoldRow> holds = recent(HOLDS_MAX);

    BooksMemory(AccountIds ids) {
        this.ids = ids;
    }

    /**
     * Puts together what a group of holds and of their resolutions needs; looks at wallets that are not known yet.
     *
     * @param connection commits each statement
     * @return null if that is not enough: transfers, debts, holds of others, accounts to be opened
     */
    @Nullable
    Books recall(Connection connection, List<? extends Posting<?>> postings) throws SQLException {
        var books = new Books(false);
        if (!recallHolds(postings, books)) {
            return null;
        }
        Set<AccountRef> wanted = new HashSet<>();
        postings.forEach(posting -> wanted.addAll(posting.accounts()));
        Map<AccountRef, Long> found = ids.find(connection, wanted, true);
        if (found.size() < wanted.size()) {
            return null;
        }
        Set<Long> walletIds = new HashSet<>();
        found.forEach((ref, id) -> {
            if (ref.kind() == AccountRef.Kind.WALLET) {
                walletIds.add(id);
            } else {
                books.put(Account.entriesOnly(id, ref));
            }
        });
        books.holds().forEach(hold -> walletIds.add(hold.account));
        return recallWallets(connection, walletIds, books) ? books : null;
    }

    /** The wallets that a posting is about, as far as they are known: those whose rows it locks. */
    Set<AccountRef> walletsOf(Posting<?> posting) {
        Set<AccountRef> known = new HashSet<>(posting.accounts());
        known.removeIf(ref -> ref.kind() != AccountRef.Kind.WALLET);
        HoldRow hold = posting.holdId() == null ? null : holds.get(posting.holdId());
        Account payer = hold == null ? null : wallets.get(hold.account);
        if (payer != null) {
            known.add(payer.ref);
        }
        return known;
    }

    private boolean recallHolds(List<? extends Posting<?>> postings, Books books) {
        for (Posting<?> posting : postings) {
            if (posting.transferId() != null || posting.externalRef() != null) {
                return false;
            }
            HoldRow known = posting.holdId() == null ? null : holds.get(posting.holdId());
            boolean made = known != null;
            if (posting.holdId() != null && made != posting.resolves()) {
                return false;
            }
            if (known != null) {
                if (posting.exceeds(known)) {
                    return false;
                }
                books.put(known.pending());
            }
        }
        return true;
    }

    private boolean recallWallets(Connection connection, Set<Long> walletIds, Books books) throws SQLException {
        Set<Long> unknown = new HashSet<>(walletIds);
        unknown.removeIf(wallets::containsKey);
        BooksReader.lookAtWallets(connection, unknown).forEach(wallet -> wallets.put(wallet.id, wallet));
        for (Long id : walletIds) {
            Account wallet = wallets.get(id);
            if (wallet == null || wallet.owed().signum() > 0) {
                return false;
            }
            books.put(Account.wallet(id, wallet.ref, wallet.before));
        }
        return true;
    }

    /** Keeps what has been committed. */
    void remember(Books books) {
        for (Account account : books.accounts()) {
            if (account.isWallet()) {
                wallets.put(account.id, Account.wallet(account.id, account.ref, account.balance()));
            }
        }
        books.newHolds().forEach(hold -> holds.put(hold.id, hold));
        books.resolvedHolds().forEach(hold -> holds.remove(hold.id));
    }

    /** Drops what has proved wrong, or may be. */
    void forget(Books books) {
        books.accounts().forEach(account -> wallets.remove(account.id));
        books.holds().forEach(hold -> holds.remove(hold.id));
    }

    private static <K, V> Map<K, V> recent(int max) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }
}
