package dev.tollgate.cover;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.payout.Payout;
import dev.tollgate.payout.PayoutBook;
import dev.tollgate.payout.Payouts;
import dev.tollgate.payout.Treasury;
import java.math.BigInteger;
import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/** Approved claims on their way to being paid: each has one payout, made with its row locked. */
public final class ClaimPayouts implements PayoutBook {

    private static final String SYSTEM = "system";
    private static final String WALLET = "wallet:";
    private static final int AT_ONCE = 100;

    private final OrderTable orders;
    private final ClaimTable table;
    private final Capital capital;
    private final Treasury treasury;
    private final Payouts payouts;
    private final TransactionTemplate transaction;

    ClaimPayouts(
            OrderTable orders,
            ClaimTable table,
            Capital capital,
            Treasury treasury,
            Payouts payouts,
            TransactionTemplate transaction) {
        this.orders = orders;
        this.table = table;
        this.capital = capital;
        this.treasury = treasury;
        this.payouts = payouts;
        this.transaction = transaction;
    }

    /** Asks for the payouts of approved claims that have none; where nothing can be paid from, they say so. */
    public void intend() {
        String problem = treasury.problem();
        for (String id : table.unpaid(AT_ONCE)) {
            if (problem == null) {
                transaction.executeWithoutResult(status -> intend(id));
            } else {
                table.waits(id, problem);
            }
        }
    }

    private void intend(String id) {
        ClaimTable.Standing standing = table.lock(id).orElseThrow();
        if (!standing.status().equals("approved") || standing.payoutAsked()) {
            return;
        }
        SoldOrder order = orders.find(standing.orderId()).orElseThrow();
        BigInteger amount = requireCovered(standing, order);
        table.payoutAsked(id);
        payouts.intend(id, new EvmAddress(order.owner().substring(WALLET.length())), order.asset(), amount);
    }

    @Override
    public void sent(String subject, String transactionHash) {
        table.sent(subject, transactionHash);
    }

    @Override
    public void waits(String subject, String problem) {
        table.waits(subject, problem);
    }

    /** Closes the claim's order; what its cover had more goes back to the SKU's capital. */
    @Override
    public void paid(Payout payout) {
        ClaimTable.Standing standing = table.lock(payout.subject()).orElseThrow();
        SoldOrder order = orders.find(standing.orderId()).orElseThrow();
        BigInteger amount = requireCovered(standing, order);
        if (!standing.status().equals("approved") || !amount.equals(payout.amount())) {
            throw new IllegalStateException("claim " + payout.subject() + " is " + standing.status() + " with "
                    + standing.payoutAmount() + ", and was paid " + payout.amount());
        }
        String transaction = Objects.requireNonNull(payout.transaction()).text();
        table.paid(payout.subject(), transaction);
        table.event(payout.subject(), SYSTEM, "approved", "paid", transaction);
        orders.setStatus(order.id(), "closed");
        capital.pay(order.terms().skuId(), order.asset(), amount, order.cover());
    }

    private static BigInteger requireCovered(ClaimTable.Standing claim, SoldOrder order) {
        BigInteger amount = Objects.requireNonNull(claim.payoutAmount());
        if (amount.signum() <= 0 || amount.compareTo(order.cover()) > 0) {
            throw new IllegalStateException("the payout of order " + order.id() + " isn't within its cover");
        }
        return amount;
    }
}
