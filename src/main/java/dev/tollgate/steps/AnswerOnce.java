package dev.tollgate.steps;

import dev.tollgate.edge.AnswerBody;
import dev.tollgate.idempotency.Effect;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Behind {@code kamelet:answer-once}: books the variable {@code effect} and, where an idempotency key is claimed, keeps the
 * answer for repeats in the same transaction.
 */
@Component
class AnswerOnce {

    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private final Ledger ledger;
    private final ClaimedKey claimedKey;
    private final TransactionTemplate transaction;

    AnswerOnce(Ledger ledger, ClaimedKey claimedKey, PlatformTransactionManager transactions) {
        this.ledger = ledger;
        this.claimedKey = claimedKey;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Sets the body to the answer's JSON. */
    public void answer(Exchange exchange) {
        Effect effect = Variables.required(exchange, "effect", Effect.class);
        byte[] body = Objects.requireNonNull(transaction.execute(status -> book(exchange, effect)));
        claimedKey.completed(exchange);
        Message message = exchange.getMessage();
        JSON.forEach(message::setHeader);
        message.setBody(body);
    }

    private byte[] book(Exchange exchange, Effect effect) {
        byte[] body = AnswerBody.bytes(effect.book());
        List<Rider> riders = claimedKey.withAnswer(exchange, JSON, body);
        if (!riders.isEmpty()) {
            ledger.record(riders);
        }
        return body;
    }
}
