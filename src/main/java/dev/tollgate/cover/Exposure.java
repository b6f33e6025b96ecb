package dev.tollgate.cover;

import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds up what each day of {@code BUSINESS_ZONE} brought and left, by SKU and asset, by the database's clock.
 *
 * <p>A day's row is written whole, so that a run may be repeated, late or at once on two replicas. Each run writes today
 * and yesterday again, since a row may be committed after midnight that is of before, and the days that it finds missing.
 */
public final class Exposure {

    private static final String DAYS = """
            SELECT least(today - 1, coalesce(
                (SELECT max(day) FROM cover_exposure),
                (SELECT (min(created_at) AT TIME ZONE :zone)::date FROM cover_order))) AS first, today AS last
            FROM (SELECT (clock_timestamp() AT TIME ZONE :zone)::date AS today) AS clock
            """;

    /** A SKU has a row from the day on which its capital's account was opened, or it was sold. */
    private static final String COUNT = """
            WITH span AS (
                SELECT cast(:day AS date) AS day,
                    cast(cast(:day AS date) AS timestamp) AT TIME ZONE :zone AS starts,
                    cast(cast(:day AS date) + 1 AS timestamp) AT TIME ZONE :zone AS ends
            ), known AS (
                SELECT s.id AS sku_id, a.asset FROM span, sku s JOIN account a ON a.owner = 'capital:' || s.id
                WHERE a.created_at < ends
            ), sold AS (
                SELECT o.sku_id, o.asset, count(*) AS orders, sum(o.premium) AS premiums
                FROM span, cover_order o WHERE o.created_at >= starts AND o.created_at < ends GROUP BY 1, 2
            ), happened AS (
                SELECT order_id, 'filed' AS what, 0 AS paid FROM span, cover_claim
                WHERE filed_at >= starts AND filed_at < ends
                UNION ALL
                SELECT order_id, 'approved', 0 FROM span, cover_claim WHERE approved_at >= starts AND approved_at < ends
                UNION ALL
                SELECT c.order_id, 'rejected', 0 FROM span, cover_claim_event e JOIN cover_claim c ON c.id = e.claim_id
                WHERE e.to_status = 'rejected' AND e.at >= starts AND e.at < ends
                UNION ALL
                SELECT order_id, 'paid', payout_amount FROM span, cover_claim WHERE paid_at >= starts AND paid_at < ends
            ), claimed AS (
                SELECT o.sku_id, o.asset,
                    count(*) FILTER (WHERE what = 'filed') AS filed,
                    count(*) FILTER (WHERE what = 'approved') AS approved,
                    count(*) FILTER (WHERE what = 'rejected') AS rejected,
                    count(*) FILTER (WHERE what = 'paid') AS paid,
                    sum(h.paid) AS payouts
                FROM happened h JOIN cover_order o ON o.id = h.order_id GROUP BY 1, 2
            )
            INSERT INTO cover_exposure (day, sku_id, asset, orders_sold, premiums, claims_filed, claims_approved,
                claims_rejected, claims_paid, payouts)
            SELECT (SELECT day FROM span), sku_id, asset, coalesce(orders, 0), coalesce(premiums, 0), coalesce(filed, 0),
                coalesce(approved, 0), coalesce(rejected, 0), coalesce(paid, 0), coalesce(payouts, 0)
            FROM known FULL JOIN sold USING (sku_id, asset) FULL JOIN claimed USING (sku_id, asset)
            ORDER BY sku_id, asset
            ON CONFLICT (day, sku_id, asset) DO UPDATE SET
                orders_sold = excluded.orders_sold,
                premiums = excluded.premiums,
                claims_filed = excluded.claims_filed,
                claims_approved = excluded.claims_approved,
                claims_rejected = excluded.claims_rejected,
                claims_paid = excluded.claims_paid,
                payouts = excluded.payouts
            """;

    /**
     * Balances of a day that has been over for longer than any transaction takes stay as they are: they are read back from
     * the newest entry, and each hour there would be more to skip.
     */
    private static final String BALANCES = """
            UPDATE cover_exposure SET
                open_cover = balance_before('cover:' || sku_id, asset, ends),
                free_capital = balance_before('capital:' || sku_id, asset, ends),
                balances_at = clock_timestamp()
            FROM (SELECT cast(cast(:day AS date) + 1 AS timestamp) AT TIME ZONE :zone AS ends) AS span
            WHERE day = cast(:day AS date) AND (balances_at IS NULL OR balances_at < ends + interval '15 minutes')
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String zone;

    Exposure(JdbcClient jdbc, TransactionTemplate transaction, ZoneId zone) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.zone = zone.getId();
    }

    /** Writes today, yesterday, and what was missed before, a transaction a day. */
    public void rollUp() {
        Days days = jdbc.sql(DAYS).param("zone", zone).query(Days.class).single();
        for (LocalDate day = days.first(); !day.isAfter(days.last()); day = day.plusDays(1)) {
            rollUp(day);
        }
    }

    private void rollUp(LocalDate day) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql(COUNT).param("day", day).param("zone", zone).update();
            jdbc.sql(BALANCES).param("day", day).param("zone", zone).update();
        });
    }

    /** The days to write, both inclusive. */
    record Days(LocalDate first, LocalDate last) {}
}
