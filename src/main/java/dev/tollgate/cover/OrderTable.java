package dev.tollgate.cover;

import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Rider;
import dev.tollgate.payout.PayoutAsset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of table {@code cover_order}. */
final class OrderTable {

    static final String COLUMNS = "o.id, o.owner, o.wallet_address, o.exchange, o.symbol, o.order_reference, o.sku_id,"
            + " o.premium, o.payout_multiplier, o.leverage, o.max_coverage, o.asset, o.cover,"
            + " o.created_at, o.expires_at";

    private final JdbcClient jdbc;
    private final PayoutAsset assets;

    OrderTable(JdbcClient jdbc, PayoutAsset assets) {
        this.jdbc = jdbc;
        this.assets = assets;
    }

    /** By the database's clock. */
    Instant now() {
        return jdbc.sql("SELECT now()").query(Timestamp.class).single().toInstant();
    }

    /** Inserts an order with its posting; that fails if the exchange's order has one. Waits for who is selling to it just now. */
    static Rider inserting(SoldOrder order, Instant createdAt, Instant expiresAt) {
        return new Rider(
                "INSERT INTO cover_order (id, owner, wallet_address, exchange, symbol, order_reference, sku_id, premium,"
                        + " payout_multiplier, leverage, max_coverage, asset, decimals, cover, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (lower(exchange), order_reference) DO NOTHING",
                List.of(
                        order.id(),
                        order.owner(),
                        order.walletAddress(),
                        order.exchange(),
                        order.symbol(),
                        order.orderReference(),
                        order.terms().skuId(),
                        new BigDecimal(order.terms().premiumWei()),
                        order.terms().payoutMultiplier(),
                        order.terms().leverage(),
                        order.terms().maxCoverage(),
                        order.asset().code(),
                        order.asset().decimals(),
                        new BigDecimal(order.cover()),
                        Timestamp.from(createdAt),
                        Timestamp.from(expiresAt)),
                true);
    }

    /** The order that covers an exchange's order, if there is one: its id and its owner. */
    Optional<Taken> taken(String exchange, String reference) {
        return jdbc.sql("SELECT id, owner FROM cover_order WHERE lower(exchange) = lower(?) AND order_reference = ?")
                .params(exchange, reference)
                .query((row, number) -> new Taken(row.getString("id"), row.getString("owner")))
                .optional();
    }

    /** An order that stands in another's way. */
    record Taken(String id, String owner) {}

    Optional<SoldOrder> find(String id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM cover_order o WHERE o.id = ?")
                .param(id)
                .query(this::order)
                .optional();
    }

    /** The order with its claims, as the document's JSON. */
    Optional<String> shown(String id) {
        return jdbc.sql("SELECT json_build_object('success', true, 'data', cover_order_shown(o),"
                        + " 'message', '获取订单详情成功')::text FROM cover_order o WHERE o.id = ?")
                .param(id)
                .query(String.class)
                .optional();
    }

    /**
     * How an order stands.
     *
     * @param over whether its time is, by the database's clock
     */
    record Standing(String status, boolean over) {

        boolean isOpen() {
            return status.equals("paid") || status.equals("active");
        }
    }

    /** How it stands, which nobody else changes until the caller's transaction ends. */
    Standing lock(String id) {
        return jdbc.sql(
                        "SELECT status, expires_at <= clock_timestamp() AS over FROM cover_order WHERE id = ? FOR UPDATE")
                .param(id)
                .query((row, number) -> new Standing(row.getString("status"), row.getBoolean("over")))
                .single();
    }

    void setStatus(String id, String status) {
        jdbc.sql("UPDATE cover_order SET status = ? WHERE id = ?")
                .params(status, id)
                .update();
    }

    /** Lets orders that were paid become active; returns how many did. */
    int activate(int atMost) {
        return jdbc.sql("UPDATE cover_order SET status = 'active' WHERE id IN (SELECT id FROM cover_order"
                        + " WHERE status = 'paid' ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)")
                .param(atMost)
                .update();
    }

    /**
     * Orders that have just ended, of one SKU and asset.
     *
     * @param cover that was reserved for them in all, in units
     */
    record Ended(String skuId, Asset asset, int orders, BigInteger cover) {}

    /** Ends orders whose time is over; always in the same order of SKUs, so that two replicas don't wait for each other. */
    List<Ended> expire(int atMost) {
        return jdbc.sql(
                        "WITH ended AS (UPDATE cover_order SET status = 'expired' WHERE id IN (SELECT id FROM cover_order"
                                + " WHERE status IN ('paid', 'active') AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT ?"
                                + " FOR UPDATE SKIP LOCKED) RETURNING sku_id, asset, cover)"
                                + " SELECT sku_id, asset, count(*) AS orders, sum(cover) AS cover FROM ended"
                                + " GROUP BY sku_id, asset ORDER BY sku_id, asset")
                .param(atMost)
                .query((row, number) -> new Ended(
                        row.getString("sku_id"),
                        assets.named(row.getString("asset")),
                        row.getInt("orders"),
                        row.getBigDecimal("cover").toBigIntegerExact()))
                .list();
    }

    /** An order of a row with {@link #COLUMNS}. */
    SoldOrder order(ResultSet row, int number) throws SQLException {
        long hours = java.time.Duration.between(
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant())
                .toHours();
        return new SoldOrder(
                row.getString("id"),
                row.getString("owner"),
                row.getString("wallet_address"),
                row.getString("exchange"),
                row.getString("symbol"),
                row.getString("order_reference"),
                new Terms(
                        row.getString("sku_id"),
                        row.getBigDecimal("premium").toBigIntegerExact(),
                        row.getBigDecimal("payout_multiplier"),
                        row.getBigDecimal("leverage"),
                        row.getBigDecimal("max_coverage"),
                        Math.toIntExact(hours)),
                assets.named(row.getString("asset")),
                row.getBigDecimal("cover").toBigIntegerExact());
    }
}
