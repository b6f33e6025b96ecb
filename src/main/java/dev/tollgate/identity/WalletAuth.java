package dev.tollgate.identity;

/** How a wallet's caller is believed: {@code WALLET_AUTH}. */
public enum WalletAuth {
    /** By the header X-User-Address alone: whoever knows an address spends its money. For sandboxes. */
    HEADER,
    /** By a session that was opened with the wallet's signature. */
    SIGNATURE
}
