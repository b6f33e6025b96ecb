package dev.tollgate.steps;

import dev.tollgate.edge.RetryAfter;
import dev.tollgate.ledger.InsufficientFunds;
import dev.tollgate.refusal.Envelope;
import dev.tollgate.refusal.Envelopes;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.upstream.UpstreamRefusal;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:answer-refusal}: makes an answer of the error that a route's policy has caught. */
@Component
class AnswerRefusal {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerRefusal.class);

    private static final Duration DATABASE_RETRY_AFTER = Duration.ofSeconds(2);
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private final Envelopes envelopes;
    private final ClaimedKey claimedKey;

    AnswerRefusal(Envelopes envelopes, ClaimedKey claimedKey) {
        this.envelopes = envelopes;
        this.claimedKey = claimedKey;
    }

    /**
     * Sets status, headers and body. What the upstream refused passes on in its own words. A refusal that is the end of
     * the matter is kept for repeats under the request's idempotency key.
     */
    public void answer(Exchange exchange, String envelope) {
        String requestId = exchange.getVariable("requestId", String.class);
        Refusal refusal = refusal(exchange, requestId);
        Envelope family = envelopes.named(envelope);
        Message message = clean(exchange, family.status(refusal));
        AnswerHeaders.of(exchange).forEach(message::setHeader);
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            message.setHeader("retry-after", RetryAfter.seconds(retryAfter));
        }
        if (refusal instanceof UpstreamRefusal upstream) {
            upstream.headers().forEach(message::setHeader);
            message.setBody(upstream.body());
            claimedKey.completeWithRefusal(exchange, refusal.status(), upstream.headers());
        } else {
            JSON.forEach(message::setHeader); // whatever the route produces
            message.setBody(family.body(refusal, requestId));
            claimedKey.completeWithRefusal(exchange, family.status(refusal), JSON);
        }
    }

    /** Sets status 402 and the variables {@code available} and {@code required}, plain decimals; the policy writes the body. */
    public void insufficientFunds(Exchange exchange) {
        InsufficientFunds refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, InsufficientFunds.class);
        exchange.setVariable("available", refusal.asset().format(refusal.available()));
        exchange.setVariable("required", refusal.asset().format(refusal.required()));
        clean(exchange, refusal.status()).setHeader("content-type", "application/json");
    }

    private static Refusal refusal(Exchange exchange, String requestId) {
        Refusal refusal = CaughtRefusal.of(exchange);
        if (refusal != null) {
            return refusal;
        }
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (DatabaseTrouble.isPassing(caught)) {
            LOG.warn("request {}: the database is busy or away: {}", requestId, String.valueOf(caught));
            return Refusal.unavailable("The database is busy or away; try again shortly", DATABASE_RETRY_AFTER);
        }
        LOG.error("request {} failed in route {}", requestId, exchange.getFromRouteId(), caught);
        return Refusal.fault(requestId);
    }

    private static Message clean(Exchange exchange, int status) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        return message;
    }
}
