package dev.tollgate.cover;

import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.payout.PayoutAsset;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Funds each SKU once in each asset, where {@code tollgate.cover.seed-capital} says with how much: in the sandbox, where
 * a newcomer's first order finds capital. At the start, and from a job for SKUs that come later.
 */
public final class CapitalSeed {

    private static final Logger LOG = LoggerFactory.getLogger(CapitalSeed.class);
    private static final String UNSEEDED = """
            SELECT s.id FROM sku s
            WHERE NOT EXISTS (SELECT FROM cover_capital c WHERE c.reference = 'seed:' || s.id || ':' || :asset)
            ORDER BY s.id
            """;

    private final Ledger ledger;
    private final JdbcClient jdbc;
    private final PayoutAsset payoutAsset;
    private final @Nullable BigDecimal amount;

    /** @param amount whole ones of the payout asset for each SKU; null for none */
    CapitalSeed(Ledger ledger, JdbcClient jdbc, PayoutAsset payoutAsset, @Nullable BigDecimal amount) {
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.payoutAsset = payoutAsset;
        this.amount = amount;
    }

    /** Funds what isn't funded yet; does nothing while the asset is unknown. Before the first request is served. */
    @EventListener(ApplicationStartedEvent.class)
    public void seed() {
        if (amount == null) {
            return;
        }
        try {
            seed(payoutAsset.asset(), amount);
        } catch (Refusal e) {
            LOG.warn("The sandbox's capital is not seeded yet: {}", e.message());
        }
    }

    private void seed(Asset asset, BigDecimal each) {
        BigInteger units = each.movePointRight(asset.decimals()).toBigIntegerExact();
        jdbc.sql(UNSEEDED)
                .param("asset", asset.code())
                .query(String.class)
                .list()
                .forEach(id -> ledger.transfer(
                        new CapitalBooking(id, asset, false, units, "seed:" + id + ":" + asset.code(), "system", null)
                                .request()));
    }
}
