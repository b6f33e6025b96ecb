package dev.tollgate.ledger;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens to a ledger, whatever its numbers mean for it.
 *
 * @param wallet whose, or who pays
 * @param other who is paid; the external event of a deposit, 0 for none
 * @param back which earlier step's hold, counted backwards
 * @param trouble what goes wrong meanwhile, if anything
 * @param at at which of its database calls
 * @param joined inside a transaction of its caller; only without trouble
 */
record Step(
        Action action,
        int wallet,
        int other,
        int back,
        long amount,
        FaultyDataSource.@Nullable Kind trouble,
        int at,
        boolean joined) {

    enum Action {
        DEPOSIT,
        PAY,
        HOLD,
        HOLD_CHARGED_IF_LOST,
        SETTLE,
        VOID,
        LOSE,
        FREEZE,
        UNFREEZE
    }

    static Arbitrary<Step> any() {
        var actions = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, Action.DEPOSIT),
                net.jqwik.api.Tuple.of(2, Action.PAY),
                net.jqwik.api.Tuple.of(6, Action.HOLD),
                net.jqwik.api.Tuple.of(2, Action.HOLD_CHARGED_IF_LOST),
                net.jqwik.api.Tuple.of(6, Action.SETTLE),
                net.jqwik.api.Tuple.of(3, Action.VOID),
                net.jqwik.api.Tuple.of(2, Action.LOSE),
                net.jqwik.api.Tuple.of(1, Action.FREEZE),
                net.jqwik.api.Tuple.of(1, Action.UNFREEZE));
        return Combinators.combine(
                        actions,
                        Arbitraries.integers().between(0, LedgerProcess.WALLETS - 1),
                        Arbitraries.integers().between(0, LedgerProcess.WALLETS - 1),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.longs().between(1, 60),
                        Arbitraries.of(FaultyDataSource.Kind.values()).injectNull(0.6),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(true, false))
                .as(Step::new);
    }

    /** What the model answers to it as step number n. */
    String on(LedgerModel model, int n) {
        return switch (action) {
            case DEPOSIT -> model.deposit(wallet, other, amount);
            case PAY -> model.pay(wallet, receiver(), amount);
            case HOLD -> model.hold(n, wallet, amount, OnLost.VOID);
            case HOLD_CHARGED_IF_LOST -> model.hold(n, wallet, amount, OnLost.CHARGE_ALL);
            case SETTLE -> model.settle(n - back, amount);
            case VOID -> model.voidHold(n - back);
            case LOSE -> model.lose(n - back);
            case FREEZE -> model.freeze(wallet, true);
            case UNFREEZE -> model.freeze(wallet, false);
        };
    }

    /** What the ledger answers to it as step number n. */
    String on(LedgerProcess process, int n) {
        return switch (action) {
            case DEPOSIT -> process.deposit(n, wallet, other, amount);
            case PAY -> process.pay(n, wallet, receiver(), amount);
            case HOLD -> process.hold(n, wallet, amount, OnLost.VOID);
            case HOLD_CHARGED_IF_LOST -> process.hold(n, wallet, amount, OnLost.CHARGE_ALL);
            case SETTLE -> process.settle(n - back, amount);
            case VOID -> process.voidHold(n - back);
            case LOSE -> process.lose(n - back);
            case FREEZE -> process.freeze(wallet, true);
            case UNFREEZE -> process.freeze(wallet, false);
        };
    }

    private int receiver() {
        return wallet == other ? (wallet + 1) % LedgerProcess.WALLETS : other;
    }

    /** What it answers when it was done before, and is asked for again by the same id. */
    String again(String answer) {
        return switch (action) {
            case DEPOSIT, PAY -> answer.equals("booked") ? "again" : answer;
            case SETTLE -> "409";
            case VOID -> "false";
            case HOLD, HOLD_CHARGED_IF_LOST, LOSE, FREEZE, UNFREEZE -> answer;
        };
    }

    /** The sweep and freezing are tried again by their callers, not by the ledger. */
    boolean retriesByItself() {
        return action != Action.LOSE;
    }
}
