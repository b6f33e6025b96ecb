package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators do to the books by hand. Each is audited in the transaction that does it. */
public final class LedgerOperations {

    private static final String AUDIT =
            "INSERT INTO audit (operator, action, subject, reason, request_id) VALUES (?, ?, ?, ?, ?)";

    private final Ledger ledger;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public LedgerOperations(Ledger ledger, DataSource dataSource) {
        this.ledger = ledger;
        jdbc = JdbcClient.create(dataSource);
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** Releases a hold; false if it was not pending any more, and then nothing is audited. */
    public boolean voidHold(UUID holdId, Operation operation) {
        return ledger.voidHold(holdId, List.of(audit(operation, "void-hold", holdId.toString())));
    }

    /**
     * Corrects an account, against {@code system:adjustments}. A frozen account may be corrected.
     *
     * @param id chosen by the caller; the same id again books nothing
     * @param change units to give, or, below 0, to take
     * @throws InsufficientFunds if more is taken than is available
     */
    public Transfer adjust(UUID id, AccountRef account, BigInteger change, Operation operation) {
        AccountRef adjustments = AccountRef.system("adjustments", account.asset());
        boolean gives = change.signum() > 0;
        var request = new TransferRequest(
                id,
                gives ? adjustments : account,
                gives ? account : adjustments,
                change.abs(),
                "adjustment",
                null,
                List.of(audit(operation, "adjust", subject(account))),
                operation.requestId());
        return ledger.transfer(request, operation.reason());
    }

    /** Lets an account take credits, but neither hold nor spend. */
    public void freeze(AccountRef account, Operation operation) {
        setFrozen(account, true, operation);
    }

    /** Lets an account spend again. */
    public void unfreeze(AccountRef account, Operation operation) {
        setFrozen(account, false, operation);
    }

    /** Audited also where it changes nothing: somebody decided it. */
    private void setFrozen(AccountRef account, boolean frozen, Operation operation) {
        transaction.executeWithoutResult(status -> {
            int changed = jdbc.sql("UPDATE account SET frozen = ? WHERE owner = ? AND asset = ? AND kind = 'wallet'")
                    .params(frozen, account.owner(), account.asset().code())
                    .update();
            if (changed == 0) {
                throw Refusal.notFound("No such account");
            }
            Rider audit = audit(operation, frozen ? "freeze" : "unfreeze", subject(account));
            jdbc.sql(audit.sql()).params(audit.parameters()).update();
        });
    }

    private static String subject(AccountRef account) {
        return account.owner() + " " + account.asset().code();
    }

    private static Rider audit(Operation operation, String action, String subject) {
        return new Rider(
                AUDIT,
                Arrays.asList(operation.operator(), action, subject, operation.reason(), operation.requestId()),
                true);
    }
}
