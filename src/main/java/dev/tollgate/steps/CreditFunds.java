package dev.tollgate.steps;

import dev.tollgate.edge.AnswerBody;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.TransferRequest;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Behind {@code kamelet:credit-funds}: books the variable {@code amount} to the variable {@code owner}, and, where an
 * idempotency key is claimed, stores the body as its answer in the same transaction.
 */
@Component
class CreditFunds {

    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private final Ledger ledger;
    private final ClaimedKey claimedKey;

    CreditFunds(Ledger ledger, ClaimedKey claimedKey) {
        this.ledger = ledger;
        this.claimedKey = claimedKey;
    }

    /**
     * @param asset code, such as {@code MON}
     * @param from the system account that the money comes from
     */
    public void credit(Exchange exchange, String asset, String from) {
        Asset of = Asset.of(asset);
        List<Rider> riders = claimedKey.withAnswer(
                exchange, JSON, AnswerBody.bytes(exchange.getMessage().getBody()));
        ledger.transfer(new TransferRequest(
                UUID.randomUUID(),
                new AccountRef(from, of),
                new AccountRef(Variables.required(exchange, Variables.OWNER, String.class), of),
                Variables.required(exchange, "amount", BigInteger.class),
                exchange.getFromRouteId(),
                null,
                riders,
                Variables.required(exchange, "requestId", String.class)));
        claimedKey.completed(exchange);
    }
}
