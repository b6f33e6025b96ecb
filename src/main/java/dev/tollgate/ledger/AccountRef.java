package dev.tollgate.ledger;

/**
 * Names an account: somebody's money of one asset. It need not exist yet; the first credit opens it.
 *
 * @param owner {@code wallet:0x…} for a customer, {@code system:…} for our side of the books
 */
public record AccountRef(String owner, Asset asset) {

    private static final String SYSTEM = "system:";
    private static final String SHORTFALL = "shortfall:";

    public AccountRef {
        if (owner.isEmpty() || owner.length() > 200) {
            throw new IllegalArgumentException("owner has 1 to 200 characters");
        }
    }

    /** Our side of the books, such as {@code revenue}; any balance, no holds. */
    public static AccountRef system(String name, Asset asset) {
        return new AccountRef(SYSTEM + name, asset);
    }

    /** What this account's owner used beyond its money. */
    AccountRef shortfall() {
        return new AccountRef(SHORTFALL + owner, asset);
    }

    Kind kind() {
        if (owner.startsWith(SYSTEM)) {
            return Kind.SYSTEM;
        }
        return owner.startsWith(SHORTFALL) ? Kind.SHORTFALL : Kind.WALLET;
    }

    AccountRef requireWallet() {
        if (kind() != Kind.WALLET) {
            throw new IllegalArgumentException(owner + " is no customer's account");
        }
        return this;
    }

    AccountRef requireNoShortfall() {
        if (kind() == Kind.SHORTFALL) {
            throw new IllegalArgumentException(owner + " is booked by the ledger alone");
        }
        return this;
    }

    /** How an account behaves; column {@code account.kind}. */
    enum Kind {
        /** Keeps posted and held on its row, with a floor of 0. */
        WALLET,
        /** Entries only; may go negative. */
        SYSTEM,
        /** Entries only; at most 0, and mirrored by the wallet's column {@code shortfall}. */
        SHORTFALL;

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
