package dev.tollgate.evm;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the chain for what is needed to judge a deposit; so many at a time, since anybody may ask us to. */
final class DepositLookup {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Anybody may ask, so those who wait mustn't take all the threads. */
    private static final int MAX_WAITING = 64;

    /** Runs what only waits for others, so that who asked keeps nobody out meanwhile. */
    @FunctionalInterface
    interface Resting {
        DepositFacts during(Supplier<DepositFacts> wait);
    }

    private final Chain chain;
    private final Resting resting;
    private final Semaphore places;

    /** @param lookupsMax how many look-ups run at a time; others wait for up to 10 s */
    DepositLookup(Chain chain, int lookupsMax, Resting resting) {
        this.chain = chain;
        this.resting = resting;
        this.places = new Semaphore(lookupsMax, true);
    }

    /**
     * @param transitWallet whose payments need no look at the receiver's code
     * @throws ChainUnavailable if the chain can't be asked, or too many ask
     */
    DepositFacts look(TransactionHash hash, EvmAddress transitWallet) {
        return resting.during(() -> lookInTurn(hash, transitWallet));
    }

    private DepositFacts lookInTurn(TransactionHash hash, EvmAddress transitWallet) {
        take();
        try {
            return ask(hash, transitWallet);
        } finally {
            places.release();
        }
    }

    /** The latest block is asked for after the receipt, so that it isn't older; the block's hash is asked for last. */
    private DepositFacts ask(TransactionHash hash, EvmAddress transitWallet) {
        long chainId = chain.chainId();
        Payment payment = chain.payment(hash);
        if (payment == null) {
            return new DepositFacts(chainId, null, false, null, null, 0, null);
        }
        boolean paysContract = isContract(payment.to(), transitWallet);
        Inclusion inclusion = chain.inclusion(hash);
        if (inclusion == null) {
            return new DepositFacts(chainId, payment, paysContract, null, null, 0, null);
        }
        long latest = chain.latestBlock();
        Long finalized = chain.finalizedBlock();
        String canonical = chain.blockHash(inclusion.blockNumber());
        return new DepositFacts(chainId, payment, paysContract, inclusion, canonical, latest, finalized);
    }

    private boolean isContract(@Nullable EvmAddress to, EvmAddress transitWallet) {
        return to != null && !to.equals(transitWallet) && chain.isContract(to);
    }

    private void take() {
        try {
            if (places.getQueueLength() > MAX_WAITING
                    || !places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ChainUnavailable.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ChainUnavailable.busy();
        }
    }
}
