package dev.tollgate.payout;

import dev.tollgate.evm.ChainCall;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.evm.Simulation;
import dev.tollgate.payout.PayoutStep.Step;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs payouts: asks the chain first, then gives a nonce away and commits it with hash and bytes. Nobody has seen them
 * by then: after a crash they are sent, not signed again.
 */
final class Signing {

    private static final BigInteger PLAIN_GAS = BigInteger.valueOf(21_000);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final PayoutSettings settings;
    private final PayerNode node;
    private final Treasury treasury;
    private final PayoutTable payouts;
    private final AttemptTable attempts;
    private final Waiting waiting;
    private final TransactionTemplate transaction;
    private final Steps steps;

    Signing(
            PayoutSettings settings,
            PayerNode node,
            Treasury treasury,
            PayoutTable payouts,
            AttemptTable attempts,
            Waiting waiting,
            TransactionTemplate transaction,
            Steps steps) {
        this.settings = settings;
        this.node = node;
        this.treasury = treasury;
        this.payouts = payouts;
        this.attempts = attempts;
        this.waiting = waiting;
        this.transaction = transaction;
        this.steps = steps;
    }

    /** Those to sign now. */
    List<PayoutRow> due() {
        return payouts.due(node.chainId(), settings.takenAtOnce());
    }

    /** Signs one; null if it waits, or another replica was faster. */
    @Nullable
    Attempt sign(PayoutRow row, EvmAddress from, ChainView view) {
        ChainCall call = PayoutCall.of(row.payout());
        Funds funds = funds(row.payout(), from, view);
        if (funds.units().compareTo(row.payout().amount()) < 0) {
            waiting.one(row, tooLittle(row.payout(), from));
            return null;
        }
        Simulation simulation = node.simulate(from, call);
        if (simulation.problem() != null) {
            waiting.one(row, "The chain would refuse it: " + simulation.problem());
            return null;
        }
        Fees fees = view.fees();
        if (fees.max().compareTo(settings.maxFeePerGas()) > 0) {
            waiting.one(row, "The chain wants more for gas than tollgate.payout.max-fee-per-gas");
            return null;
        }
        steps.reached(Step.PREPARED, row.subject());
        var price = new Price(gasLimit(simulation.gas()), fees);
        Attempt attempt = transaction.execute(status -> allot(row, from, call, price, funds, view));
        if (attempt != null) {
            steps.reached(Step.SIGNED, row.subject());
        }
        return attempt;
    }

    private @Nullable Attempt allot(
            PayoutRow row, EvmAddress from, ChainCall call, Price price, Funds funds, ChainView view) {
        attempts.lock(from);
        long chainNonce = view.nonce(from);
        Funds committed = attempts.committed(from, chainNonce, row.payout().asset());
        BigInteger coins = call.value().add(price.mostGasCosts()).add(committed.coins());
        BigInteger units = row.payout().amount().add(committed.units());
        if (funds.coins().compareTo(coins) < 0 || funds.units().compareTo(units) < 0) {
            waiting.one(row, tooLittle(row.payout(), from));
            return null;
        }
        if (!payouts.signed(row.id())) {
            return null;
        }
        long nonce = attempts.freeNonce(from, chainNonce);
        SignedTransaction signed = treasury.sign(nonce, call, price.gasLimit(), price.fees());
        var attempt = new Attempt(row.id(), row.payout(), from, nonce, view.latest(), true, List.of(signed));
        attempts.add(attempt);
        return attempt;
    }

    /** The view has both amounts by now, so that the transaction that compares them asks nobody. */
    private static Funds funds(Payout payout, EvmAddress from, ChainView view) {
        EvmAddress token = PayoutCall.token(payout.asset());
        view.nonce(from);
        BigInteger coins = view.coins(from);
        return new Funds(coins, token == null ? coins : view.units(token, from));
    }

    /** A plain payment costs what it costs; what a contract needs may change until it is called. */
    private BigInteger gasLimit(BigInteger estimate) {
        return estimate.compareTo(PLAIN_GAS) <= 0
                ? estimate
                : estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent()))
                        .divide(HUNDRED);
    }

    /** Without amounts that change all the time: each change would be news. */
    private static String tooLittle(Payout payout, EvmAddress from) {
        return "The treasury " + from + " has too little for " + payout.asset().format(payout.amount()) + " "
                + payout.asset().code() + ", gas, and what is under way; fund it";
    }

    private record Price(BigInteger gasLimit, Fees fees) {
        BigInteger mostGasCosts() {
            return gasLimit.multiply(fees.max());
        }
    }
}
