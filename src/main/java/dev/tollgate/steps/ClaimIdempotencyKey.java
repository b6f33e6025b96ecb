package dev.tollgate.steps;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.idempotency.Claim;
import dev.tollgate.idempotency.Fingerprint;
import dev.tollgate.idempotency.IdempotencyKeys;
import dev.tollgate.idempotency.Scope;
import dev.tollgate.idempotency.StoredAnswer;
import dev.tollgate.refusal.Refusal;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:claim-idempotency-key}: executes the first of the requests with one key, answers the others. */
@Component
class ClaimIdempotencyKey {

    private final IdempotencyKeys keys;
    private final ClaimedKey claimedKey;

    ClaimIdempotencyKey(IdempotencyKeys keys, ClaimedKey claimedKey) {
        this.keys = keys;
        this.claimedKey = claimedKey;
    }

    /**
     * Sets the variable {@code claim}, or answers the stored answer and ends the route; without the header nothing.
     *
     * @param required {@code true} where the header must be there
     * @throws Refusal 400, 409 or 422
     */
    public void claim(Exchange exchange, String required) {
        String key = exchange.getMessage().getHeader("idempotency-key", String.class);
        if (key == null) {
            if (Boolean.parseBoolean(required)) {
                throw new Refusal(400, "idempotency_key_required", "Idempotency-Key: is required");
            }
            return;
        }
        EdgeRequest request = Variables.required(exchange, Variables.REQUEST, EdgeRequest.class);
        String caller = Variables.required(exchange, Variables.CALLER, String.class);
        Claim claim = keys.claim(
                new Scope(caller, request.method(), request.routeId()),
                key,
                Fingerprint.of(
                        request.method(), request.path(), request.query(), request.contentType(), request.body()));
        if (claim instanceof Claim.Replay replay) {
            replay(exchange, replay.answer());
        } else if (claim instanceof Claim.Claimed claimed) {
            exchange.setVariable(Variables.CLAIM, claimed);
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    claimedKey.release(done); // what no step has completed was not executed
                }
            });
        }
    }

    private static void replay(Exchange exchange, StoredAnswer answer) {
        byte[] body = answer.body();
        if (body == null) {
            throw Refusal.conflict(
                    "Idempotency-Key: the request was executed, but its answer was too large to be kept");
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        answer.headers().forEach(message::setHeader);
        message.setHeader("idempotency-replayed", "true");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setBody(body);
        exchange.setRouteStop(true);
    }
}
