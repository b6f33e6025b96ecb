package dev.tollgate.evm;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.LedgerOperations;
import dev.tollgate.ledger.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks again at the blocks of recent deposits. Where one was replaced, the money that was credited for it may never
 * have been paid: the account is frozen until an operator has looked.
 *
 * <p>The account is frozen also if the transaction came back in another block: whether it did so for good is for
 * people to say. The credit stays booked, and the transaction is never credited again.
 */
public final class DepositRecheck {

    private static final Logger LOG = LoggerFactory.getLogger(DepositRecheck.class);
    private static final int CHECKED_AT_ONCE = 1_000;
    private static final String OPERATOR = "deposit-recheck";

    private final EvmSettings settings;
    private final Chain chain;
    private final Deposits deposits;
    private final LedgerOperations operations;
    private final TransactionTemplate transaction;
    private final Runnable onReplaced;

    /** @param onReplaced runs once for each deposit whose block was replaced */
    DepositRecheck(
            EvmSettings settings,
            Chain chain,
            Deposits deposits,
            LedgerOperations operations,
            TransactionTemplate transaction,
            Runnable onReplaced) {
        this.settings = settings;
        this.chain = chain;
        this.deposits = deposits;
        this.operations = operations;
        this.transaction = transaction;
        this.onReplaced = onReplaced;
    }

    /**
     * Checks the deposits that were not checked for the longest time.
     *
     * @return how many were found replaced now
     * @throws ChainUnavailable if the chain can't be asked, or the node is on another chain; nothing is frozen then
     */
    public int recheck() {
        if (!chain.isConfigured()) {
            return 0;
        }
        List<Deposit> recent = deposits.toCheck(settings.recheckFor(), CHECKED_AT_ONCE);
        if (recent.isEmpty()) {
            return 0;
        }
        requireChain();
        Map<Long, Optional<String>> hashes = new HashMap<>();
        int replaced = 0;
        for (Deposit deposit : recent) {
            Optional<String> now = hashes.computeIfAbsent(
                    deposit.blockNumber(), number -> Optional.ofNullable(chain.blockHash(number)));
            replaced += check(deposit, now) ? 1 : 0;
        }
        return replaced;
    }

    /** On another chain every block has another hash, and every account would be frozen. */
    private void requireChain() {
        long actual = chain.chainId();
        if (actual != settings.chainId()) {
            throw ChainUnavailable.wrongChain(actual, settings.chainId());
        }
    }

    private boolean check(Deposit deposit, Optional<String> canonicalHash) {
        if (canonicalHash.isEmpty()) {
            return deposits.missing(deposit, settings.missingFor()) && report(deposit, "is not on the chain any more");
        }
        if (!canonicalHash.get().equals(deposit.blockHash())) {
            return report(deposit, "was replaced by " + canonicalHash.get());
        }
        deposits.confirmed(deposit);
        return false;
    }

    /** Another replica may have been faster. */
    private boolean report(Deposit deposit, String what) {
        String reason = "block " + deposit.blockNumber() + " " + deposit.blockHash() + " of deposit "
                + deposit.transaction() + " " + what;
        boolean first = Boolean.TRUE.equals(transaction.execute(status -> {
            if (!deposits.replaced(deposit)) {
                return false;
            }
            var account = new AccountRef(deposit.user().ledgerOwner(), Asset.MON);
            operations.freeze(account, new Operation(OPERATOR, reason, null));
            return true;
        }));
        if (first) {
            onReplaced.run();
            LOG.error("Account {} is frozen, {} wei are in doubt: {}", deposit.user(), deposit.amountWei(), reason);
        }
        return first;
    }
}
