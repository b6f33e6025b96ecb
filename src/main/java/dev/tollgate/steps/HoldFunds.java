package dev.tollgate.steps;

import dev.tollgate.keys.KeyIdentity;
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
import dev.tollgate.metering.Quote;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
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
     * Sets the variables {@code hold}, {@code quote} and {@code price}. Who calls with a key pays what its discounts
     * leave, and what the call may use is reserved of the key's caps.
     *
     * @param asset code, such as {@code MON}
     * @param price name of a {@link dev.tollgate.metering.Price}
     * @param onLost {@code void} or {@code charge-all}: what becomes of the hold if this process dies
     */
    public void hold(Exchange exchange, String asset, String price, String onLost) {
        LlmRequest request = Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class);
        String owner = Variables.required(exchange, Variables.OWNER, String.class);
        KeyIdentity.Caller caller = Variables.optional(exchange, Variables.KEY_CALLER, KeyIdentity.Caller.class);
        Quote quote = prices.named(price).quote(request);
        BigInteger amount = quote.advance().units(caller == null ? BigDecimal.ONE : caller.paidRate());
        Hold hold = hold(
                exchange,
                new HoldRequest(
                        HoldId.next(),
                        new AccountRef(owner, Asset.of(asset)),
                        amount,
                        exchange.getVariable("requestId", String.class),
                        exchange.getFromRouteId(),
                        OnLost.valueOf(onLost.toUpperCase(Locale.ROOT).replace('-', '_')),
                        List.of(),
                        caller == null ? null : caller.reserving(quote)));
        exchange.setVariable(Variables.HOLD, hold);
        exchange.setVariable(Variables.QUOTE, quote);
        exchange.setVariable(Variables.PRICE, quote.version().isEmpty() ? price : price + " " + quote.version());
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
