package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;

/** 402: the account has less to spend than is asked for, or owes for earlier usage. */
public final class InsufficientFunds extends Refusal {

    private final transient BigInteger available;
    private final transient BigInteger required;
    private final transient Asset asset;

    InsufficientFunds(BigInteger available, BigInteger required, Asset asset) {
        super(402, "payment_required", "Insufficient " + asset.code() + " balance");
        this.available = available;
        this.required = required;
        this.asset = asset;
    }

    /** Units that can be spent. */
    public BigInteger available() {
        return available;
    }

    /** Units that were asked for. */
    public BigInteger required() {
        return required;
    }

    public Asset asset() {
        return asset;
    }
}
