package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;

/** 403: the account takes credits, but spends nothing until an operator unfreezes it. */
public final class AccountFrozen extends Refusal {

    AccountFrozen() {
        super(403, "account_frozen", "This account is frozen: it can be credited, but not spend");
    }
}
