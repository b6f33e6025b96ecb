package dev.tollgate.tokens;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.payments.Fulfilment;
import dev.tollgate.payments.PaymentOrder;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Credits orders of TOKEN that were paid. */
final class TokenRecharges implements Fulfilment {

    private static final String ENTRY =
            "INSERT INTO token_entry (transfer_id, kind, order_no, description) VALUES (?, 'recharge', ?, ?)";

    private final Ledger ledger;

    TokenRecharges(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public String family() {
        return TokenOrders.FAMILY;
    }

    @Override
    public void fulfil(PaymentOrder order) {
        Asset asset = Asset.of(order.asset());
        UUID id = UUID.randomUUID();
        ledger.transfer(new TransferRequest(
                id,
                AccountRef.system("recharges", asset),
                new AccountRef("user:" + order.userId(), asset),
                order.units(),
                "recharge",
                TokenDesk.order(order.orderNo()),
                List.of(new Rider(ENTRY, Arrays.asList(id, order.orderNo(), "EPay, " + order.type()), true))));
    }
}
