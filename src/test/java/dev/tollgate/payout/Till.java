package dev.tollgate.payout;

import dev.tollgate.evm.ChainCall;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.evm.PayerNodes;
import dev.tollgate.ledger.Asset;
import dev.tollgate.payout.PayoutStep.Step;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/** One replica's payouts, wired to one node and one database, and a book that remembers what it was told. */
final class Till {

    static final Duration NEVER = Duration.ofDays(1);

    /** Who dies as by kill -9: nothing that catches exceptions sees it. */
    static final class Killed extends Error {}

    final List<String> told = new CopyOnWriteArrayList<>();
    final Payouts payouts;
    final Treasury treasury;
    volatile BiConsumer<Step, String> atStep = (step, subject) -> {};

    private final TransactionTemplate transaction;

    Till(TestDatabase database, PayoutSettings settings, String url, int confirmations) {
        PayerNode node = PayerNodes.on(url, HardhatNode.CHAIN_ID);
        treasury = new Treasury(settings, node);
        transaction = new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
        var beans = new StaticListableBeanFactory();
        beans.addBean("book", new Book());
        beans.addBean("step", (PayoutStep) (step, subject) -> atStep.accept(step, subject));
        payouts = PayoutConfiguration.wire(
                settings,
                confirmations,
                node,
                treasury,
                database.jdbc(),
                transaction,
                new Told(beans.getBeanProvider(PayoutBook.class)),
                new Steps(beans.getBeanProvider(PayoutStep.class)));
    }

    static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        key[0] = 1;
        return Numeric.toHexString(key);
    }

    /** Who can pay. */
    record Account(String key, EvmAddress address) {}

    static Account newAccount() {
        String key = newKey();
        return new Account(key, new EvmAddress(Credentials.create(key).getAddress()));
    }

    static EvmAddress newAddress() {
        byte[] address = new byte[20];
        new SecureRandom().nextBytes(address);
        return new EvmAddress(Numeric.toHexString(address));
    }

    static PayoutSettings settings(String token, String key, Duration rebroadcastAfter, Duration replaceAfter) {
        return new PayoutSettings(
                token,
                key,
                rebroadcastAfter,
                replaceAfter,
                Duration.ZERO,
                20,
                BigInteger.valueOf(5_000_000_000_000L),
                100);
    }

    /** In a transaction of its own. */
    void intend(String subject, EvmAddress recipient, Asset asset, BigInteger amount) {
        transaction.executeWithoutResult(status -> payouts.intend(subject, recipient, asset, amount));
    }

    void work() {
        payouts.work();
    }

    void dieAt(Step where) {
        atStep = (step, subject) -> {
            if (step == where) {
                throw new Killed();
            }
        };
    }

    Payout payout(String subject) {
        return payouts.find(subject).orElseThrow();
    }

    PayoutState state(String subject) {
        return payout(subject).state();
    }

    String hash(String subject) {
        return String.valueOf(payout(subject).transaction());
    }

    /** What somebody else signs who has the key too. */
    String sign(long nonce, ChainCall call, Fees fees) {
        return treasury.sign(nonce, call, BigInteger.valueOf(21_000), fees).raw();
    }

    private final class Book implements PayoutBook {
        @Override
        public void sent(String subject, String transactionHash) {
            told.add(subject + " sent " + transactionHash);
        }

        @Override
        public void paid(Payout payout) {
            told.add(payout.subject() + " paid " + payout.transaction());
        }

        @Override
        public void waits(String subject, String problem) {
            told.add(subject + " waits: " + problem);
        }
    }
}
