package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;

/** 429: the hold would take more than is left of the subject's allowance. */
public final class AllowanceExceeded extends Refusal {

    private AllowanceExceeded(String message) {
        super(429, "insufficient_quota", message);
    }

    static AllowanceExceeded tokens(long asked, long left) {
        return new AllowanceExceeded("This call may take " + asked + " tokens, and " + left
                + " are left of the token limit; raise the limit, reset its use, or ask for fewer tokens");
    }

    static AllowanceExceeded cost(Asset asset, BigInteger asked, BigInteger left) {
        return new AllowanceExceeded("This call may cost " + asset.format(asked) + " " + asset.code() + ", and "
                + asset.format(left)
                + " are left of the quota limit; raise the limit, reset its use, or ask for fewer tokens");
    }
}
