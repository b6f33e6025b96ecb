package dev.tollgate.steps;

import dev.tollgate.edge.AnswerBody;
import dev.tollgate.idempotency.Claim.Claimed;
import dev.tollgate.idempotency.IdempotencyKeys;
import dev.tollgate.idempotency.StoredAnswer;
import dev.tollgate.ledger.Rider;
import dev.tollgate.upstream.StreamRelay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The idempotency key that a request has claimed, if it has one: what becomes of it goes with the request's postings. */
@Component
class ClaimedKey {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimedKey.class);
    private static final int OK = 200;

    private final IdempotencyKeys keys;

    ClaimedKey(IdempotencyKeys keys) {
        this.keys = keys;
    }

    /** What rides with a posting whose answer is known. */
    List<Rider> withAnswer(Exchange exchange, Map<String, String> headers, byte[] body, Rider... others) {
        List<Rider> riders = new ArrayList<>(List.of(others));
        Claimed claim = claim(exchange);
        if (claim != null) {
            riders.add(keys.completion(claim, StoredAnswer.of(OK, headers, body)));
        }
        return riders;
    }

    /** What rides with the charge of a stream that has only begun: from now on the key can't be executed again. */
    List<Rider> withBeginning(Rider row, Exchange exchange) {
        Claimed claim = claim(exchange);
        return claim == null ? List.of(row) : List.of(row, keys.booking(claim));
    }

    /** What rides with the last posting of a stream: its events as they were sent. */
    List<Rider> withStream(Rider row, Exchange exchange, StreamRelay relay) {
        Claimed claim = claim(exchange);
        if (claim == null) {
            return List.of(row);
        }
        byte[] copy = relay.copy();
        StoredAnswer answer = copy == null
                ? StoredAnswer.withoutBody(OK, relay.headers())
                : StoredAnswer.of(OK, relay.headers(), copy);
        return List.of(row, keys.completion(claim, answer));
    }

    /** The key's answer is stored. */
    void completed(Exchange exchange) {
        exchange.removeVariable(Variables.CLAIM);
    }

    /** Completes the key with an answer that has no posting. */
    void complete(Exchange exchange, StoredAnswer answer) {
        Claimed claim = claim(exchange);
        if (claim != null && !keys.complete(claim, answer)) {
            LOG.warn("the idempotency key of this request was taken over; its answer is not stored");
        }
        completed(exchange);
    }

    /** Keeps a refusal, the exchange's body with it, for repeats, if it is the end of the matter. */
    void completeWithRefusal(Exchange exchange, int status, Map<String, String> headers) {
        if (claim(exchange) == null || !StoredAnswer.isFinal(status)) {
            return;
        }
        byte[] body = AnswerBody.bytes(exchange.getMessage().getBody());
        try {
            complete(exchange, StoredAnswer.of(status, headers, body));
        } catch (RuntimeException e) {
            LOG.warn("a refusal could not be kept for its idempotency key; the key is given back", e);
        }
    }

    /** Gives the key back, so that a retry executes; a failure is left to the lease's end. */
    void release(Exchange exchange) {
        Claimed claim = claim(exchange);
        if (claim == null) {
            return;
        }
        try {
            keys.release(claim);
        } catch (RuntimeException e) {
            LOG.warn("an idempotency key could not be released; its lease will run out", e);
        }
        completed(exchange);
    }

    private static @Nullable Claimed claim(Exchange exchange) {
        return Variables.optional(exchange, Variables.CLAIM, Claimed.class);
    }
}
