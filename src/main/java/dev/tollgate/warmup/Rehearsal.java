package dev.tollgate.warmup;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.RiderRefused;
import dev.tollgate.ledger.TransferRequest;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/**
 * Behind the route {@code warm-up}: makes a call run in one transaction, which is always rolled back.
 *
 * <p>The ledger joins the transaction of its caller, so the statements are the real ones, on the real tables; and since
 * nothing is ever committed, not even a kill -9 leaves anything.
 */
@Component
class Rehearsal {

    private static final Asset MON = Asset.of("MON");

    /** More than any call of the warm-up holds. */
    private static final BigInteger ENOUGH = BigInteger.TEN.pow(24);

    private static final Rider REFUSED =
            new Rider("UPDATE usage SET model = model WHERE hold_id = ?", List.of(new UUID(0, 0)), true);

    private final PlatformTransactionManager transactions;
    private final Ledger ledger;

    Rehearsal(PlatformTransactionManager transactions, Ledger ledger) {
        this.transactions = transactions;
        this.ledger = ledger;
    }

    /** The first step: a transaction, which ends with the exchange, a caller, and its money. */
    public void begin(Exchange exchange) {
        TransactionStatus transaction = transactions.getTransaction(TransactionDefinition.withDefaults());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                transactions.rollback(transaction);
            }
        });
        String name = name();
        String payer = "wallet:" + name;
        exchange.setVariable("caller", payer);
        exchange.setVariable("owner", payer);
        ledger.transfer(credit(name, List.of()));
    }

    /** A posting in a group commit, as real ones are. Its rider changes nothing, so the group is rolled back. */
    void postInGroup() {
        try {
            ledger.transfer(credit(name(), List.of(REFUSED)));
        } catch (RiderRefused expected) {
            return;
        }
        throw new IllegalStateException("a posting of the warm-up was booked");
    }

    /** One that nobody else has: who opens an account makes everybody wait who opens the same, until the rollback. */
    private static String name() {
        return "warm-up-" + UUID.randomUUID();
    }

    private TransferRequest credit(String name, List<Rider> riders) {
        return new TransferRequest(
                UUID.randomUUID(),
                AccountRef.system(name, MON),
                new AccountRef("wallet:" + name, MON),
                ENOUGH,
                "warm-up",
                null,
                riders);
    }
}
