package dev.tollgate.payout;

import dev.tollgate.config.ConfigurationRefused;
import dev.tollgate.evm.ChainUnavailable;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.ledger.Asset;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What payouts are made in, and cover is counted in.
 *
 * <p>A token's decimals are read from the chain once, and kept; should the chain say something else at a later start,
 * that start is refused.
 */
public final class PayoutAsset implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(PayoutAsset.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int DECIMALS_MAX = 38;

    private final PayoutTokens tokens;
    private final PayerNode node;
    private final @Nullable EvmAddress token;
    private final AtomicLong askAgainAt = new AtomicLong(System.nanoTime());
    private volatile @Nullable Asset asset;

    /** @throws ConfigurationRefused if the token is no address */
    PayoutAsset(PayoutSettings settings, PayoutTokens tokens, PayerNode node) {
        this.tokens = tokens;
        this.node = node;
        this.token = settings.token().isEmpty() ? null : address(settings.token());
        this.asset = token == null ? Asset.MON : null;
    }

    /**
     * The asset.
     *
     * @throws Refusal 503 while a token's decimals have never been read from the chain
     */
    public Asset asset() {
        Asset known = asset;
        if (known != null || token == null) {
            return known == null ? Asset.MON : known;
        }
        Asset found = isDue() ? lookUp(token) : null;
        if (found == null) {
            throw Refusal.unavailable(
                    "The payout token's decimals can not be read from the chain yet; try again", RETRY_AFTER);
        }
        return found;
    }

    /**
     * An asset by its name in the books, also a token that another replica got to know.
     *
     * @throws IllegalArgumentException if there is no such asset
     */
    public Asset named(String code) {
        return tokens.named(code);
    }

    /** @throws ConfigurationRefused if the token has other decimals than it had */
    @Override
    public void afterPropertiesSet() {
        tokens.all();
        if (token == null) {
            return;
        }
        Asset kept = tokens.find(token).orElse(null);
        Integer decimals = readDecimals(token);
        if (decimals != null && kept != null && decimals != kept.decimals()) {
            throw refused("PAYOUT_TOKEN_ADDRESS has " + decimals + " decimals on the chain, but " + kept.decimals()
                    + " when cover was first counted in it");
        }
        if (decimals != null && decimals > DECIMALS_MAX) {
            throw refused("PAYOUT_TOKEN_ADDRESS has " + decimals + " decimals, more than " + DECIMALS_MAX);
        }
        asset = kept == null && decimals != null ? tokens.keep(token, node.chainId(), decimals) : kept;
    }

    /** One caller at a time asks, every few seconds; and none in a transaction, which would hold its locks meanwhile. */
    private boolean isDue() {
        long due = askAgainAt.get();
        long now = System.nanoTime();
        return !TransactionSynchronizationManager.isActualTransactionActive()
                && now - due >= 0
                && askAgainAt.compareAndSet(due, now + RETRY_AFTER.toNanos());
    }

    private @Nullable Asset lookUp(EvmAddress token) {
        Asset found = tokens.find(token).orElse(null);
        Integer decimals = found == null ? readDecimals(token) : null;
        if (decimals != null && decimals <= DECIMALS_MAX) {
            found = tokens.keep(token, node.chainId(), decimals);
        }
        asset = found;
        return found;
    }

    private @Nullable Integer readDecimals(EvmAddress token) {
        try {
            node.requireChain();
            return node.decimals(token);
        } catch (ChainUnavailable e) {
            LOG.warn("The decimals of the payout token {} can't be read: {}", token, e.message());
            return null;
        }
    }

    private static EvmAddress address(String text) {
        try {
            return new EvmAddress(text);
        } catch (IllegalArgumentException e) {
            throw refused("PAYOUT_TOKEN_ADDRESS " + e.getMessage());
        }
    }

    private static ConfigurationRefused refused(String problem) {
        return new ConfigurationRefused(List.of(problem));
    }
}
