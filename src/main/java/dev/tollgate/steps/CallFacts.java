package dev.tollgate.steps;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.keys.KeyIdentity;
import dev.tollgate.ledger.Hold;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.Quote;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.metering.UsageRow;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.upstream.EndReason;
import dev.tollgate.upstream.OpenCall;
import dev.tollgate.upstream.UpstreamFailure;
import dev.tollgate.upstream.UpstreamRefusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What the steps before have left behind about one model call, for its books. */
record CallFacts(
        String requestId,
        String owner,
        String route,
        String price,
        Quote quote,
        Hold hold,
        LlmRequest request,
        OpenCall call,
        KeyIdentity.@Nullable Caller caller,
        @Nullable String path) {

    private static final int ANSWERED = 200;

    static CallFacts of(Exchange exchange) {
        KeyIdentity.Caller caller = Variables.optional(exchange, Variables.KEY_CALLER, KeyIdentity.Caller.class);
        return new CallFacts(
                Variables.required(exchange, "requestId", String.class),
                Variables.required(exchange, Variables.OWNER, String.class),
                exchange.getFromRouteId(),
                Variables.required(exchange, Variables.PRICE, String.class),
                Variables.required(exchange, Variables.QUOTE, Quote.class),
                Variables.required(exchange, Variables.HOLD, Hold.class),
                Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class),
                Variables.required(exchange, Variables.CALL, OpenCall.class),
                caller,
                caller == null
                        ? null
                        : Variables.required(exchange, Variables.REQUEST, EdgeRequest.class)
                                .path());
    }

    /** What is left of the price for whoever pays. */
    BigDecimal paidRate() {
        return caller == null ? BigDecimal.ONE : caller.paidRate();
    }

    /** The usage row of a call that was answered, as far as it is known now. */
    UsageRow usage(
            @Nullable String model,
            TokenUsage tokens,
            @Nullable Duration firstToken,
            Outcome outcome,
            BigInteger charge) {
        return row(model, tokens, firstToken, outcome, ANSWERED, charge, ANSWERED);
    }

    /** The usage row of a call that failed before its answer began: nothing used, nothing charged. */
    UsageRow failure(@Nullable Refusal refusal, @Nullable Integer answered) {
        Integer upstreamStatus = refusal instanceof UpstreamRefusal ? Integer.valueOf(refusal.status()) : null;
        return row(null, TokenUsage.NONE, null, outcome(refusal), upstreamStatus, BigInteger.ZERO, answered);
    }

    private Outcome outcome(@Nullable Refusal refusal) {
        if (call.endReason() != null) {
            return EndReason.outcomeOf(call.endReason());
        }
        boolean upstreams = refusal instanceof UpstreamRefusal || refusal instanceof UpstreamFailure;
        return upstreams ? Outcome.UPSTREAM_ERROR : Outcome.INTERNAL_ERROR;
    }

    private UsageRow row(
            @Nullable String model,
            TokenUsage tokens,
            @Nullable Duration firstToken,
            Outcome outcome,
            @Nullable Integer upstreamStatus,
            BigInteger charge,
            @Nullable Integer status) {
        return new UsageRow(
                hold.id(),
                requestId,
                owner,
                route,
                model == null ? request.model() : model,
                tokens,
                call.age().toMillis(),
                firstToken == null ? null : firstToken.toMillis(),
                outcome,
                upstreamStatus,
                charge,
                hold.account().asset().code(),
                price,
                caller == null ? null : Long.valueOf(caller.key().id()),
                path,
                status);
    }
}
