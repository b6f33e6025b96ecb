package dev.tollgate.payments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The orders of table {@code payment_order}. */
final class PaymentOrders {

    private static final String COLUMNS =
            "order_no, family, user_id, type, amount_fen, asset, units, status, late, pay_url, qr_code, expires_at";

    private static final Duration ASKED_BEFORE_END = Duration.ofMinutes(2);

    private final JdbcClient jdbc;

    PaymentOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes an order that may be paid for a while, by the database's clock. */
    PaymentOrder add(PaymentOrder order, Duration ttl) {
        return jdbc.sql("INSERT INTO payment_order (order_no, family, user_id, type, amount_fen, asset, units, pay_url,"
                        + " qr_code, expires_at, ask_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, now() + make_interval(secs => ?),"
                        + " now() + make_interval(secs => ?)) RETURNING " + COLUMNS)
                .params(
                        order.orderNo(),
                        order.family(),
                        order.userId(),
                        order.type(),
                        order.amountFen(),
                        order.asset(),
                        new java.math.BigDecimal(order.units()),
                        order.payUrl(),
                        order.qrCode(),
                        ttl.toSeconds(),
                        ttl.minus(ASKED_BEFORE_END).toSeconds())
                .query(PaymentOrders::order)
                .single();
    }

    Optional<PaymentOrder> find(String orderNo) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM payment_order WHERE order_no = ?")
                .param(orderNo)
                .query(PaymentOrders::order)
                .optional();
    }

    /** The order, which nobody else changes until the caller's transaction ends. */
    Optional<PaymentOrder> lock(String orderNo) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM payment_order WHERE order_no = ? FOR UPDATE")
                .param(orderNo)
                .query(PaymentOrders::order)
                .optional();
    }

    /** Marks an order as paid; late where its time was over. */
    void pay(String orderNo, String tradeNo) {
        jdbc.sql(
                        "UPDATE payment_order SET status = 'paid', late = status = 'expired' OR expires_at <= clock_timestamp(),"
                                + " trade_no = ?, paid_at = clock_timestamp() WHERE order_no = ?")
                .params(tradeNo, orderNo)
                .update();
    }

    /** Ends orders whose time is over; returns how many. */
    int expire() {
        return jdbc.sql("UPDATE payment_order SET status = 'expired'"
                        + " WHERE status = 'pending' AND expires_at <= clock_timestamp()")
                .update();
    }

    /**
     * Orders that the provider is to be asked about now, the longest due first: from shortly before their end on, at ever
     * longer intervals, until they are three days old. Each is due later from now on.
     */
    List<PaymentOrder> takeDue(int atMost) {
        return jdbc.sql("UPDATE payment_order SET ask_at = CASE WHEN created_at > now() - interval '3 days'"
                        + " THEN now() + greatest(interval '1 minute', (now() - created_at) / 2) END"
                        + " WHERE order_no IN (SELECT order_no FROM payment_order WHERE status <> 'paid'"
                        + " AND ask_at <= now() ORDER BY ask_at LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING " + COLUMNS)
                .param(atMost)
                .query(PaymentOrders::order)
                .list();
    }

    /** The provider's number of a payment. */
    Optional<String> tradeNo(String orderNo) {
        return jdbc.sql("SELECT trade_no FROM payment_order WHERE order_no = ? AND trade_no IS NOT NULL")
                .param(orderNo)
                .query(String.class)
                .optional();
    }

    /** How many orders of a user may still be paid. */
    int open(long userId) {
        return jdbc.sql("SELECT count(*) FROM payment_order WHERE user_id = ? AND status = 'pending'"
                        + " AND created_at > now() - interval '1 day'")
                .param(userId)
                .query(Integer.class)
                .single();
    }

    /** Keeps what the provider said, word for word. */
    void keep(String orderNo, String raw) {
        jdbc.sql("INSERT INTO payment_notification (order_no, raw, verdict) VALUES (?, ?, 'received')"
                        + " ON CONFLICT DO NOTHING")
                .params(orderNo, raw)
                .update();
    }

    /** Writes down what became of it. */
    void judge(String orderNo, String raw, String verdict) {
        jdbc.sql("UPDATE payment_notification SET verdict = ? WHERE order_no = ? AND md5(raw) = md5(?)")
                .params(verdict, orderNo, raw)
                .update();
    }

    private static PaymentOrder order(ResultSet row, int number) throws SQLException {
        return new PaymentOrder(
                row.getString("order_no"),
                row.getString("family"),
                row.getLong("user_id"),
                row.getString("type"),
                row.getLong("amount_fen"),
                row.getString("asset"),
                row.getBigDecimal("units").toBigIntegerExact(),
                row.getString("status"),
                row.getBoolean("late"),
                row.getString("pay_url"),
                row.getString("qr_code"),
                row.getTimestamp("expires_at").toInstant());
    }
}
