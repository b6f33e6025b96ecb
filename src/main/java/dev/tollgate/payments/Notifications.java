package dev.tollgate.payments;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.edge.QueryString;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes what EPay says about payments. An order is fulfilled once, however many copies of a notification come at once, and
 * {@code success} is answered only once that is durable: until then EPay repeats it.
 *
 * <p>Signature, merchant, money and the order's state are all checked: peers forgot one or the other.
 */
public final class Notifications {

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final String SUCCESS = "success";
    private static final String FAIL = "fail";

    private final PaymentSettings settings;
    private final PaymentOrders orders;
    private final Map<String, Fulfilment> fulfilments;
    private final TransactionTemplate transaction;

    Notifications(
            PaymentSettings settings,
            PaymentOrders orders,
            List<Fulfilment> fulfilments,
            TransactionTemplate transaction) {
        this.settings = settings;
        this.orders = orders;
        this.fulfilments = fulfilments.stream().collect(Collectors.toMap(Fulfilment::family, Function.identity()));
        this.transaction = transaction;
    }

    /** Takes one that came as a query. */
    public String fromQuery(Map<String, String> query, EdgeRequest request) {
        return take(query, String.valueOf(request.query()));
    }

    /** Takes one that came as a form. */
    public String fromForm(EdgeRequest request) {
        return take(QueryString.form(request.body()), new String(request.body(), StandardCharsets.UTF_8));
    }

    /**
     * Takes one notification.
     *
     * @param parameters decoded
     * @param raw as it came, for the record
     * @return what EPay is told: {@code success}, or anything else to be told again
     * @throws Refusal 503 while payments are off
     */
    String take(Map<String, String> parameters, String raw) {
        if (!settings.isOn()) {
            throw Refusal.unavailable("Payments are not configured (EPAY_KEY)", RETRY_AFTER);
        }
        String orderNo = parameters.getOrDefault("out_trade_no", "");
        if (!EpaySignature.isSigned(parameters, settings.key())) {
            LOG.warn("A payment notification for order {} was not signed by us", printable(orderNo));
            return FAIL;
        }
        orders.keep(orderNo, raw); // by itself: it stays, whatever becomes of it
        return Boolean.TRUE.equals(transaction.execute(status -> take(orderNo, parameters, raw))) ? SUCCESS : FAIL;
    }

    /**
     * Books a payment that EPay's query reports.
     *
     * @return whether the order is paid now
     */
    boolean paid(PaymentOrder order, String tradeNo, BigDecimal money) {
        return Boolean.TRUE.equals(transaction.execute(status -> orders.lock(order.orderNo())
                .filter(locked -> locked.isPaid() || locked.amount().compareTo(money) == 0)
                .map(locked -> fulfil(locked, tradeNo))
                .orElse(false)));
    }

    private boolean take(String orderNo, Map<String, String> parameters, String raw) {
        PaymentOrder order = orders.lock(orderNo).orElse(null);
        String problem = problem(order, parameters);
        orders.judge(orderNo, raw, problem == null ? "ok" : problem);
        if (order == null || problem != null) {
            LOG.error("A signed payment notification for order {} is refused: {}", printable(orderNo), problem);
            return false;
        }
        return fulfil(order, parameters.getOrDefault("trade_no", ""));
    }

    private boolean fulfil(PaymentOrder order, String tradeNo) {
        if (order.isPaid()) {
            orders.tradeNo(order.orderNo())
                    .filter(first -> !first.equals(tradeNo))
                    .ifPresent(first -> LOG.error(
                            "Order {} was paid twice, as {} and as {}: credited once, the second is to be paid back",
                            printable(order.orderNo()),
                            printable(first),
                            printable(tradeNo)));
        } else {
            Fulfilment fulfilment = fulfilments.get(order.family());
            if (fulfilment == null) {
                throw new IllegalStateException("nobody fulfils orders of " + order.family());
            }
            fulfilment.fulfil(order);
            orders.pay(order.orderNo(), tradeNo);
        }
        return true;
    }

    private @Nullable String problem(@Nullable PaymentOrder order, Map<String, String> parameters) {
        if (order == null) {
            return "there is no such order";
        }
        if (!settings.pid().equals(parameters.get("pid"))) {
            return "it is another merchant's";
        }
        if (!"TRADE_SUCCESS".equals(parameters.get("trade_status"))) {
            return "it wasn't paid";
        }
        return isMoney(parameters.get("money"), order) ? null : "the money is not the order's";
    }

    /** As a decimal: 12.3 is 12.30. */
    private static boolean isMoney(@Nullable String sent, PaymentOrder order) {
        return sent != null
                && sent.matches("[0-9]{1,12}(\\.[0-9]{1,6})?")
                && new BigDecimal(sent).compareTo(order.amount()) == 0;
    }

    private static String printable(String text) {
        return text.replaceAll("[^A-Za-z0-9._-]", "?").substring(0, Math.min(64, text.length()));
    }
}
