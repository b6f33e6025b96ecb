package dev.tollgate.evm;

/** Looks whether the chain answers. */
public final class ChainHealth implements AutoCloseable {

    private final Chain chain;
    private final EvmSettings settings;

    /** @param chain with the time-out that a health check can wait */
    ChainHealth(Chain chain, EvmSettings settings) {
        this.chain = chain;
        this.settings = settings;
    }

    /** Asks the chain; never throws. */
    public ChainSight look() {
        if (!chain.isConfigured()) {
            return new ChainSight(settings.chainId(), null, true);
        }
        try {
            long chainId = chain.chainId();
            return new ChainSight(chainId, chain.latestBlock(), chainId == settings.chainId());
        } catch (ChainUnavailable e) {
            return new ChainSight(null, null, false);
        }
    }

    @Override
    public void close() {
        chain.close();
    }
}
