package dev.tollgate.steps;

import dev.tollgate.keys.KeyIdentity;
import dev.tollgate.ledger.Consumption;
import dev.tollgate.metering.ChargePolicy;
import dev.tollgate.metering.TokenUsage;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a call comes to.
 *
 * @param amount what its payer is charged, in units of the hold's asset
 * @param used what counts against the caps of its key; null for callers without one
 */
record Charge(BigInteger amount, @Nullable Consumption used) {

    static Charge of(CallFacts facts, ChargePolicy policy, TokenUsage usage) {
        KeyIdentity.Caller caller = facts.caller();
        BigInteger amount = policy.charge(facts.hold().amount(), usage, facts.quote(), facts.paidRate());
        return new Charge(amount, caller == null ? null : used(facts, caller, policy, usage));
    }

    /** By the same policy, at the rate that counts; a call that is paid in advance uses what it has reserved. */
    private static Consumption used(CallFacts facts, KeyIdentity.Caller caller, ChargePolicy policy, TokenUsage usage) {
        Consumption reserved = caller.estimated(facts.quote());
        return new Consumption(
                policy.chargesBeforeAnswer() ? reserved.tokens() : usage.total(),
                policy.charge(reserved.cost(), usage, facts.quote(), caller.countedRate()));
    }
}
