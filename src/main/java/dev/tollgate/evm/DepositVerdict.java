package dev.tollgate.evm;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether a claim is a deposit, decided from the chain's facts alone.
 *
 * <p>What the transaction's hash stands for (sender, receiver, amount) is decided at once. Whether it succeeded is
 * decided last, once its block is settled: until then a reorganisation may still change it.
 *
 * @param kind what follows
 * @param reason for people; empty for a credit
 */
record DepositVerdict(Kind kind, String reason) {

    /** What follows from the facts. */
    enum Kind {
        CREDIT,
        /** Nobody has heard of the transaction; perhaps not yet. */
        NOT_FOUND,
        /** It may become a deposit. */
        WAIT,
        /** It will never be one. */
        REJECT,
        /** We ask another chain than we should. */
        WRONG_CHAIN
    }

    static DepositVerdict of(DepositClaim claim, DepositFacts facts, DepositRules rules) {
        if (facts.chainId() != rules.chainId()) {
            return new DepositVerdict(Kind.WRONG_CHAIN, "");
        }
        Payment payment = facts.payment();
        if (payment == null) {
            return new DepositVerdict(Kind.NOT_FOUND, "Transaction not found on chain " + rules.chainId());
        }
        String mismatch = mismatch(claim, payment, facts.paysContract(), rules);
        if (mismatch != null) {
            return new DepositVerdict(Kind.REJECT, mismatch);
        }
        Inclusion inclusion = facts.inclusion();
        if (inclusion == null) {
            return new DepositVerdict(Kind.WAIT, "Transaction is not in a block yet");
        }
        String unsettled = unsettled(inclusion, facts, rules);
        if (unsettled != null) {
            return new DepositVerdict(Kind.WAIT, unsettled);
        }
        return inclusion.succeeded()
                ? new DepositVerdict(Kind.CREDIT, "")
                : new DepositVerdict(Kind.REJECT, "Transaction failed on the chain, nothing was paid");
    }

    private static @Nullable String mismatch(
            DepositClaim claim, Payment payment, boolean paysContract, DepositRules rules) {
        EvmAddress to = payment.to();
        if (!rules.transitWallet().equals(to)) {
            if (to == null || paysContract) {
                return "Transaction calls a contract and does not pay the transit wallet " + rules.transitWallet()
                        + " directly: transfers made inside a smart wallet are not accepted, send from a plain account";
            }
            return "Transaction pays " + to + ", not the transit wallet " + rules.transitWallet();
        }
        if (payment.from().equals(to)) {
            return "Transaction pays the transit wallet from itself";
        }
        if (!payment.from().equals(claim.user())) {
            return "Transaction was sent by another address than user_address";
        }
        BigInteger value = payment.valueWei();
        if (!value.equals(claim.amountWei())) {
            return "Transaction pays " + value + " wei, not amount_wei " + claim.amountWei();
        }
        if (value.compareTo(rules.minimumWei()) < 0) {
            return "Transaction pays " + value + " wei, less than the least deposit, " + rules.minimumWei();
        }
        return null;
    }

    private static @Nullable String unsettled(Inclusion inclusion, DepositFacts facts, DepositRules rules) {
        if (!inclusion.blockHash().equals(facts.canonicalHash())) {
            return "Transaction's block is not on the canonical chain";
        }
        long confirmations = facts.latestBlock() - inclusion.blockNumber() + 1;
        if (confirmations < rules.confirmations()) {
            return "Transaction has " + Math.max(0, confirmations) + " of " + rules.confirmations() + " confirmations";
        }
        Long finalizedBlock = facts.finalizedBlock();
        if (finalizedBlock != null && inclusion.blockNumber() > finalizedBlock) {
            return "Transaction's block " + inclusion.blockNumber() + " is not finalized yet";
        }
        return null;
    }
}
