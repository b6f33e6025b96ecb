package dev.tollgate.ledger;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An account within one group of postings: a wallet has a row, the others are entries only. Amounts are units. */
final class Account {

    final long id;
    final AccountRef ref;
    final boolean frozen;
    /** What the row said when it was read. */
    final Balance before;

    private BigInteger posted;
    private BigInteger held;
    private @Nullable Account shortfall;
    private boolean changed;

    private Account(long id, AccountRef ref, Balance balance) {
        this.id = id;
        this.ref = ref;
        this.frozen = balance.frozen();
        this.before = balance;
        this.posted = balance.posted();
        this.held = balance.held();
    }

    /** A customer's account, as its row says. */
    static Account wallet(long id, AccountRef ref, Balance balance) {
        return new Account(id, ref, balance);
    }

    /** An account whose row is neither read nor written. */
    static Account entriesOnly(long id, AccountRef ref) {
        return new Account(id, ref, Balance.NONE);
    }

    /** Gives this wallet the account of its shortfall, which starts at what the wallet's row says. */
    void attachShortfall(long shortfallId) {
        var account = new Account(shortfallId, ref.shortfall(), Balance.NONE);
        account.posted = before.shortfall().negate();
        shortfall = account;
    }

    boolean isWallet() {
        return ref.kind() == AccountRef.Kind.WALLET;
    }

    BigInteger available() {
        return posted.subtract(held);
    }

    BigInteger held() {
        return held;
    }

    BigInteger posted() {
        return posted;
    }

    /** What the owner used beyond its money. */
    BigInteger owed() {
        return shortfall == null ? before.shortfall() : shortfall.posted.negate();
    }

    Account shortfall() {
        if (shortfall == null) {
            throw new IllegalStateException("the shortfall of account " + id + " was not opened");
        }
        return shortfall;
    }

    /** The balance to write beside an entry; null where entries have no order. */
    @Nullable
    BigInteger after() {
        return ref.kind() == AccountRef.Kind.SYSTEM ? null : posted;
    }

    /** What the row says now, or will. */
    Balance balance() {
        return new Balance(posted, held, owed(), frozen);
    }

    boolean changed() {
        return changed;
    }

    void setAside(BigInteger amount) {
        held = held.add(amount);
        changed = true;
    }

    void release(BigInteger amount) {
        held = held.subtract(amount);
        changed = true;
    }

    void give(BigInteger amount) {
        posted = posted.add(amount);
        changed = true;
    }

    void take(BigInteger amount) {
        posted = posted.subtract(amount);
        changed = true;
    }
}
