package dev.tollgate.payments;

import dev.tollgate.refusal.Refusal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders of any family: made, looked up, expired, and asked about where no notification has come. */
public final class Payments {

    private static final Logger LOG = LoggerFactory.getLogger(Payments.class);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final int OPEN_MAX = 20;
    private static final int ASKED_AT_ONCE = 20;
    private static final int TOO_MANY = 429;
    private static final int NUMBER_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PaymentSettings settings;
    private final PaymentOrders orders;
    private final Epay epay;
    private final Notifications notifications;

    Payments(PaymentSettings settings, PaymentOrders orders, Epay epay, Notifications notifications) {
        this.settings = settings;
        this.orders = orders;
        this.epay = epay;
        this.notifications = notifications;
    }

    /**
     * Makes an order that is to be paid within {@code tollgate.payments.order-ttl}.
     *
     * @throws Refusal 429 while the user has 20 open orders; 503 while payments are off, and if EPay's {@code mapi.php} is configured and doesn't answer
     */
    public PaymentOrder open(Purchase purchase, String clientAddress) {
        if (!settings.isOn()) {
            throw Refusal.unavailable("Payments are not configured; ask the operator to recharge", RETRY_AFTER);
        }
        if (orders.open(purchase.userId()) >= OPEN_MAX) {
            throw new Refusal(
                    TOO_MANY,
                    "too_many_requests",
                    "Too many open orders; pay one, or wait until they end",
                    RETRY_AFTER);
        }
        var draft = new PaymentOrder(
                number(purchase.prefix()),
                purchase.family(),
                purchase.userId(),
                purchase.type(),
                purchase.amountFen(),
                purchase.asset(),
                purchase.units(),
                PaymentOrder.PENDING,
                false,
                null,
                null,
                Instant.EPOCH);
        Epay.Page page = epay.page(draft, purchase, clientAddress);
        return orders.add(draft.payableAt(page.payUrl(), page.qrCode()), settings.orderTtl());
    }

    /** The order of a number. */
    public Optional<PaymentOrder> find(String orderNo) {
        return orders.find(orderNo);
    }

    /** Ends orders whose time is over; returns how many. */
    public int expire() {
        return orders.expire();
    }

    /**
     * Asks EPay about unpaid orders that are due, and fulfils those that were paid.
     *
     * @return how many these were
     */
    public int ask() {
        return settings.isOn()
                ? (int) orders.takeDue(ASKED_AT_ONCE).stream()
                        .filter(this::wasPaid)
                        .count()
                : 0;
    }

    /** One order that can't be asked about, or fulfilled, doesn't keep the others waiting; it is due again. */
    private boolean wasPaid(PaymentOrder order) {
        try {
            return epay.payment(order).filter(payment -> book(order, payment)).isPresent();
        } catch (RuntimeException e) {
            String why =
                    e instanceof Refusal ? e.getMessage() : e.getClass().getSimpleName(); // others may have the key
            LOG.warn("What has become of order {} is not known: {}", order.orderNo(), why);
            return false;
        }
    }

    private boolean book(PaymentOrder order, Epay.Payment payment) {
        boolean booked = notifications.paid(order, payment.tradeNo(), payment.money());
        if (!booked) {
            LOG.error(
                    "EPay says that order {} was paid with {} CNY, and it is of {}",
                    order.orderNo(),
                    payment.money().toPlainString(),
                    order.amount().toPlainString());
        }
        return booked;
    }

    private static String number(String prefix) {
        byte[] bytes = new byte[NUMBER_BYTES];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
