package dev.tollgate.evm;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.ExternalRef;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Transfer;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credits payments on the chain, each once, ever.
 *
 * <p>Who is credited is who paid: the transaction's sender, never who asks.
 */
public final class DepositConfirmation {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,78}");

    private final EvmSettings settings;
    private final TransitWallet transitWallet;
    private final DepositLookup lookup;
    private final Deposits deposits;
    private final Ledger ledger;

    DepositConfirmation(
            EvmSettings settings, TransitWallet transitWallet, DepositLookup lookup, Deposits deposits, Ledger ledger) {
        this.settings = settings;
        this.transitWallet = transitWallet;
        this.lookup = lookup;
        this.deposits = deposits;
        this.ledger = ledger;
    }

    /**
     * Credits a payment, or says that it was credited to the same user before.
     *
     * @param amountWei a whole number of wei, more than 0
     * @param confirmations blocks from the payment's to the latest, both counted
     * @param minimumMon the least payment that is credited, a decimal
     * @throws DepositPending 202 while it may still become a deposit
     * @throws ChainUnavailable 503 if the chain can't be asked
     * @throws Refusal 400 for malformed input, 404 if the transaction is unknown, 409 if it was credited to somebody
     *     else, 422 if it is no such payment
     */
    public ConfirmedDeposit confirm(
            @Nullable String userAddress,
            @Nullable String amountWei,
            @Nullable String txHash,
            String requestId,
            int confirmations,
            String minimumMon) {
        var claim = new DepositClaim(
                EvmAddress.read("user_address", userAddress),
                amount(amountWei),
                TransactionHash.read("tx_hash", txHash));
        return deposits.find(claim.transaction())
                .map(credited -> repeat(claim, credited))
                .orElseGet(() -> credit(claim, judged(claim, confirmations, minimumMon), requestId));
    }

    private ConfirmedDeposit repeat(DepositClaim claim, Deposit credited) {
        if (!credited.user().equals(claim.user())) {
            throw Refusal.conflict("Transaction was credited to another user");
        }
        if (!credited.amountWei().equals(claim.amountWei())) {
            throw rejected("Transaction paid " + credited.amountWei() + " wei, not amount_wei " + claim.amountWei());
        }
        return new ConfirmedDeposit(
                claim.transaction(), ledger.balance(account(claim.user())).available());
    }

    private Inclusion judged(DepositClaim claim, int confirmations, String minimumMon) {
        EvmAddress transit = new EvmAddress(transitWallet.address());
        DepositFacts facts = lookup.look(claim.transaction(), transit);
        var rules = new DepositRules(settings.chainId(), transit, confirmations, Asset.MON.parse(minimumMon));
        DepositVerdict verdict = DepositVerdict.of(claim, facts, rules);
        return switch (verdict.kind()) {
            case CREDIT -> Objects.requireNonNull(facts.inclusion());
            case NOT_FOUND -> throw Refusal.notFound(verdict.reason());
            case WAIT -> throw new DepositPending(verdict.reason());
            case REJECT -> throw rejected(verdict.reason());
            case WRONG_CHAIN -> throw ChainUnavailable.wrongChain(facts.chainId(), settings.chainId());
        };
    }

    /** Of several at once, the ledger books one; the others find what it booked. */
    private ConfirmedDeposit credit(DepositClaim claim, Inclusion inclusion, String requestId) {
        var deposit = new Deposit(
                claim.transaction(), claim.user(), claim.amountWei(), inclusion.blockNumber(), inclusion.blockHash());
        Transfer transfer = ledger.transfer(new TransferRequest(
                UUID.randomUUID(),
                AccountRef.system("deposits", Asset.MON),
                account(claim.user()),
                claim.amountWei(),
                "deposit",
                new ExternalRef(
                        "chain:" + settings.chainId() + ":deposit",
                        claim.transaction().text()),
                List.of(deposits.inserting(deposit)),
                requestId));
        return new ConfirmedDeposit(claim.transaction(), transfer.balanceAfter());
    }

    private static BigInteger amount(@Nullable String amountWei) {
        if (amountWei == null || !WHOLE_NUMBER.matcher(amountWei).matches()) {
            throw Refusal.invalid("amount_wei", "must be a whole number of wei, in decimal digits");
        }
        BigInteger amount = new BigInteger(amountWei);
        if (amount.signum() == 0) {
            throw Refusal.invalid("amount_wei", "must be more than 0");
        }
        return amount;
    }

    private static AccountRef account(EvmAddress user) {
        return new AccountRef(user.ledgerOwner(), Asset.MON);
    }

    private static Refusal rejected(String reason) {
        return new Refusal(422, "deposit_rejected", reason);
    }
}
