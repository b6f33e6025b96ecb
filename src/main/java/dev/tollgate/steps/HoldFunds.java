package dev.tollgate.steps;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.HoldId;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.OnLost;
import dev.tollgate.ledger.OutcomeUnknown;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Prices;
import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:hold-funds}: sets money aside before the call. */
@Component
class HoldFunds {

    private final Ledger ledger;
    private final Prices prices;
    private final OpenHold openHold;

    HoldFunds(Ledger ledger, Prices prices, OpenHold openHold) {
        this.ledger = ledger;
        this.prices = prices;
        this.openHold = openHold;
    }

    /**
     * Sets the variables {@code hold} and {@code price}.
     *
     * @param asset code, such as {@code MON}
     * @param price name of a {@link dev.tollgate.metering.Price}
     * @param onLost {@code void} or {@code charge-all}: what becomes of the hold if this process dies
     */
    public void hold(Exchange exchange, String asset, String price, String onLost) {
        LlmRequest request = Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class);
        String owner = Variables.required(exchange, Variables.OWNER, String.class);
        BigInteger amount = prices.named(price).amount(request);
        Hold hold = hold(
                exchange,
                new HoldRequest(
                        HoldId.next(),
                        new AccountRef(owner, Asset.of(asset)),
                        amount,
                        exchange.getVariable("requestId", String.class),
                        exchange.getFromRouteId(),
                        OnLost.valueOf(onLost.toUpperCase(Locale.ROOT).replace('-', '_')),
                        List.of()));
        exchange.setVariable(Variables.HOLD, hold);
        exchange.setVariable(Variables.PRICE, price);
        onCompletion(exchange, openHold::voidIfOpen);
    }

    /** A hold that was perhaps made, though nobody can say, is voided in the end: by its id, if it is there. */
    private Hold hold(Exchange exchange, HoldRequest request) {
        try {
            return ledger.hold(request);
        } catch (RuntimeException failure) {
            if (failure instanceof OutcomeUnknown || !(failure instanceof Refusal)) {
                onCompletion(exchange, done -> openHold.voidIfMade(request.id()));
            }
            throw failure;
        }
    }

    private static void onCompletion(Exchange exchange, Consumer<Exchange> action) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                action.accept(done);
            }
        });
    }
}
