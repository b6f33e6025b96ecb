package dev.tollgate.steps;

import dev.tollgate.edge.AnswerBody;
import dev.tollgate.idempotency.Effect;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * Behind {@code kamelet:answer-once}: books the variable {@code effect} and, where an idempotency key is claimed, keeps the
 * answer for repeats in the same transaction.
 */
@Component
class AnswerOnce {

    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private final ClaimedKey claimedKey;

    AnswerOnce(ClaimedKey claimedKey) {
        this.claimedKey = claimedKey;
    }

    /** Sets the body to the answer's JSON. */
    public void answer(Exchange exchange) {
        Effect effect = Variables.required(exchange, "effect", Effect.class);
        byte[] body = AnswerBody.bytes(effect.answer());
        effect.book(claimedKey.withAnswer(exchange, JSON, body));
        claimedKey.completed(exchange);
        Message message = exchange.getMessage();
        JSON.forEach(message::setHeader);
        message.setBody(body);
    }
}
