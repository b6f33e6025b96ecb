package dev.tollgate.evm;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerOperations;
import dev.tollgate.ledger.LedgerSettings;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts around deposits, wired to one node and one database. */
final class Desk implements AutoCloseable {

    static final EvmAddress TRANSIT = new EvmAddress("0x7011647e000000000000000000000000000000aa");
    static final BigInteger MON = BigInteger.TEN.pow(18);

    final AtomicInteger replaced = new AtomicInteger();
    final Ledger ledger;
    final DepositConfirmation confirmation;
    final DepositRecheck recheck;
    final ChainHealth health;
    final Chain chain;

    private final TestDatabase database;
    private final EvmSettings settings;

    Desk(TestDatabase database, EvmSettings settings) {
        this.database = database;
        this.settings = settings;
        chain = new Chain(settings.rpcUrl(), settings.callTimeout());
        ledger = new Ledger(database.dataSource(), LedgerSettings.defaults());
        var deposits = new Deposits(database.jdbc(), settings.chainId());
        confirmation = new DepositConfirmation(
                settings,
                new TransitWallet(settings),
                new DepositLookup(chain, settings.lookupsMax(), Supplier::get),
                deposits,
                ledger);
        recheck = new DepositRecheck(
                settings,
                chain,
                deposits,
                new LedgerOperations(ledger, database.dataSource()),
                new TransactionTemplate(new JdbcTransactionManager(database.dataSource())),
                replaced::incrementAndGet);
        health = new ChainHealth(chain, settings);
    }

    /** Settings for a node with chain id 1337. */
    static EvmSettings settings(String rpcUrl, int confirmations) {
        return settings(rpcUrl, 1337, TRANSIT.text(), confirmations);
    }

    static EvmSettings settings(String rpcUrl, long chainId, String transitWallet, int confirmations) {
        return new EvmSettings(
                rpcUrl,
                chainId,
                transitWallet,
                confirmations,
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                16,
                Duration.ofHours(24),
                Duration.ZERO);
    }

    ConfirmedDeposit confirm(String user, BigInteger wei, String hash) {
        return confirmation.confirm(user, wei.toString(), hash, "request-" + hash, settings.confirmations(), "0");
    }

    Balance balance(String user) {
        return ledger.balance(account(user));
    }

    static AccountRef account(String user) {
        return new AccountRef(new EvmAddress(user).ledgerOwner(), Asset.MON);
    }

    /** All that was ever credited, for tests where nothing must be. */
    long transfers() {
        return database.jdbc()
                .sql("SELECT count(*) FROM transfer")
                .query(Long.class)
                .single();
    }

    long depositRows() {
        return database.jdbc()
                .sql("SELECT count(*) FROM deposit")
                .query(Long.class)
                .single();
    }

    @Override
    public void close() {
        ledger.close();
        chain.close();
    }
}
