package dev.tollgate.ledger;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a group of postings knows, and what it decided so far.
 *
 * <p>Postings of one group are decided one after the other on the same books, so that each sees those before it.
 */
final class Books {

    static final String REPAYMENT = "shortfall-repayment";

    private final Map<AccountRef, Account> accounts = new HashMap<>();
    private final Map<Long, Account> accountsById = new HashMap<>();
    private final Map<UUID, HoldRow> holds = new HashMap<>();
    private final Map<UUID, TransferRow> transfers = new HashMap<>();
    private final Map<ExternalRef, UUID> externalRefs = new HashMap<>();
    private final List<HoldRow> newHolds = new ArrayList<>();
    private final List<HoldRow> resolvedHolds = new ArrayList<>();
    private final List<TransferRow> newTransfers = new ArrayList<>();
    private final Map<ExternalRef, UUID> newExternalRefs = new LinkedHashMap<>();
    private final Map<String, AllowanceRow> allowances = new TreeMap<>();
    private final boolean locked;

    /** @param locked whether the rows are read and locked, and what is missing doesn't exist */
    Books(boolean locked) {
        this.locked = locked;
    }

    void put(Account account) {
        accounts.put(account.ref, account);
        accountsById.put(account.id, account);
    }

    void put(HoldRow hold) {
        holds.put(hold.id, hold);
    }

    void put(TransferRow transfer) {
        transfers.put(transfer.id(), transfer);
    }

    void put(ExternalRef ref, UUID transferId) {
        externalRefs.put(ref, transferId);
    }

    void put(AllowanceRow allowance) {
        allowances.put(allowance.subject, allowance);
    }

    /** The allowance of a subject, read or not. */
    AllowanceRow allowance(String subject) {
        return allowances.computeIfAbsent(subject, locked ? AllowanceRow::closed : AllowanceRow::unread);
    }

    /** Null if it doesn't exist: it has no money. */
    @Nullable
    Account account(AccountRef ref) {
        return accounts.get(ref);
    }

    /** The account that a row speaks of. */
    Account account(long id) {
        Account account = accountsById.get(id);
        if (account == null) {
            throw new IllegalStateException("account " + id + " was not locked");
        }
        return account;
    }

    /** The account that the reader has opened. */
    Account opened(AccountRef ref) {
        Account account = accounts.get(ref);
        if (account == null) {
            throw new IllegalStateException("account of " + ref.owner() + " was not opened");
        }
        return account;
    }

    @Nullable
    HoldRow hold(UUID id) {
        return holds.get(id);
    }

    @Nullable
    TransferRow transfer(UUID id) {
        return transfers.get(id);
    }

    @Nullable
    UUID transferOf(ExternalRef ref) {
        return externalRefs.get(ref);
    }

    void place(HoldRow hold) {
        put(hold);
        newHolds.add(hold);
        account(hold.account).setAside(hold.amount);
    }

    void resolve(HoldRow hold, HoldRow.State to, BigInteger charged, UUID attempt) {
        hold.resolve(to, charged, attempt);
        resolvedHolds.add(hold);
        account(hold.account).release(hold.amount);
        HoldRow.Reserved reserved = hold.reserved;
        if (reserved != null) {
            allowance(reserved.subject()).release(reserved.amount());
        }
    }

    /** Counts what a call used against the allowance that its hold reserved from, if it did. */
    void use(HoldRow hold, Consumption used) {
        HoldRow.Reserved reserved = hold.reserved;
        if (reserved != null) {
            allowance(reserved.subject()).use(used);
        }
    }

    /** The same of a call of which only the estimate is known. */
    void useReserved(HoldRow hold) {
        HoldRow.Reserved reserved = hold.reserved;
        if (reserved != null) {
            use(hold, reserved.amount());
        }
    }

    void move(UUID id, Account from, Account to, BigInteger amount, TransferRow.Cause cause) {
        from.take(amount);
        to.give(amount);
        var row = new TransferRow(id, from.id, to.id, amount, from.after(), to.after(), cause);
        put(row);
        newTransfers.add(row);
    }

    void refer(ExternalRef ref, UUID transferId) {
        put(ref, transferId);
        newExternalRefs.put(ref, transferId);
    }

    /** Repays a shortfall from what has become available; nobody owes while having money to spend. */
    void collectShortfall(Account wallet, UUID cause, @Nullable String requestId) {
        if (!wallet.isWallet() || wallet.owed().signum() == 0) {
            return;
        }
        BigInteger amount = wallet.owed().min(wallet.available());
        if (amount.signum() > 0) {
            move(
                    derivedId(cause, REPAYMENT + "/" + wallet.id),
                    wallet,
                    wallet.shortfall(),
                    amount,
                    new TransferRow.Cause(REPAYMENT, null, requestId, null));
        }
    }

    /** The id of a transfer that follows from another posting: the same for the same posting. */
    static UUID derivedId(UUID cause, String what) {
        return UUID.nameUUIDFromBytes((cause + "/" + what).getBytes(StandardCharsets.UTF_8));
    }

    Collection<HoldRow> holds() {
        return holds.values();
    }

    /** Whether no posting has changed anything. */
    boolean isUnchanged() {
        return newHolds.isEmpty() && resolvedHolds.isEmpty() && newTransfers.isEmpty();
    }

    Collection<Account> accounts() {
        return accountsById.values();
    }

    /** Those that are changed and have a row, in the order in which everybody locks them. */
    List<AllowanceRow> changedAllowances() {
        return allowances.values().stream().filter(AllowanceRow::isOpen).toList();
    }

    List<HoldRow> newHolds() {
        return newHolds;
    }

    List<HoldRow> resolvedHolds() {
        return resolvedHolds;
    }

    List<TransferRow> newTransfers() {
        return newTransfers;
    }

    Map<ExternalRef, UUID> newExternalRefs() {
        return newExternalRefs;
    }
}
