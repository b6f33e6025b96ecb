package dev.tollgate.steps;

import dev.tollgate.edge.ClientStream;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.HoldResolved;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.RiderRefused;
import dev.tollgate.ledger.SettleRequest;
import dev.tollgate.metering.ChargePolicies;
import dev.tollgate.metering.ChargePolicy;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.metering.UsageRow;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.replicas.Replica;
import dev.tollgate.upstream.LlmAnswer;
import dev.tollgate.upstream.StreamRelay;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Behind {@code kamelet:settle-and-answer}: books the charge and brings the answer to the client, in the order that the
 * policy asks for. A whole answer is always booked before it leaves; a stream, before or after its relay.
 */
@Component
class SettleAndAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(SettleAndAnswer.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final ChargePolicies policies;
    private final OpenHold openHold;
    private final ClaimedKey claimedKey;
    private final Persistence persistence;
    private final RiderWriter riderWriter;
    private final Replica replica;

    SettleAndAnswer(
            Ledger ledger,
            ChargePolicies policies,
            OpenHold openHold,
            ClaimedKey claimedKey,
            Persistence persistence,
            RiderWriter riderWriter,
            Replica replica) {
        this.ledger = ledger;
        this.policies = policies;
        this.openHold = openHold;
        this.claimedKey = claimedKey;
        this.persistence = persistence;
        this.riderWriter = riderWriter;
        this.replica = replica;
    }

    /**
     * Sets the variable {@code usage} once the call is booked: of a stream, at its end.
     *
     * @param policy name of a {@link ChargePolicy}
     * @param revenue the system account that earns the charge
     */
    public void settle(Exchange exchange, String policy, String revenue) {
        ChargePolicy charges = policies.named(policy);
        CallFacts facts = CallFacts.of(exchange);
        LlmAnswer answer = Variables.required(exchange, Variables.LLM_ANSWER, LlmAnswer.class);
        if (answer instanceof LlmAnswer.Whole whole) {
            answerWhole(exchange, facts, charges, revenue, whole);
        } else if (answer instanceof LlmAnswer.Stream stream && charges.chargesBeforeAnswer()) {
            chargeThenRelay(exchange, facts, charges, revenue, stream.relay());
        } else if (answer instanceof LlmAnswer.Stream stream) {
            relayThenCharge(exchange, facts, charges, revenue, stream.relay());
        }
    }

    private void answerWhole(
            Exchange exchange, CallFacts facts, ChargePolicy charges, String revenue, LlmAnswer.Whole whole) {
        TokenUsage usage = whole.reported().usage();
        Charge charge = Charge.of(facts, charges, usage);
        UsageRow row = facts.usage(whole.reported().model(), usage, null, Outcome.OK, charge.amount());
        List<Rider> riders = claimedKey.withAnswer(exchange, whole.headers(), whole.body(), row.rider());
        bookBeforeAnswer(exchange, facts, charge, revenue, riders);
        claimedKey.completed(exchange);
        exchange.setVariable(Variables.USAGE, row);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, whole.status());
        whole.headers().forEach(message::setHeader);
        message.setBody(whole.body());
    }

    private void chargeThenRelay(
            Exchange exchange, CallFacts facts, ChargePolicy charges, String revenue, StreamRelay relay) {
        Charge charge = Charge.of(facts, charges, TokenUsage.NONE);
        Rider begun = facts.usage(
                        relay.meter().model(),
                        TokenUsage.NONE,
                        relay.firstEventAfter(),
                        Outcome.IN_PROGRESS,
                        charge.amount())
                .beginning(replica.id());
        bookBeforeAnswer(exchange, facts, charge, revenue, claimedKey.withBeginning(begun, exchange));
        Outcome outcome = relay.relay(client(exchange));
        UsageRow ended = ended(facts, relay, outcome, charge.amount());
        persistence.insist(
                "usage of request " + facts.requestId(),
                () -> riderWriter.write(claimedKey.withStream(ended.rider(), exchange, relay)));
        claimedKey.completed(exchange);
        exchange.setVariable(Variables.USAGE, ended);
    }

    private void relayThenCharge(
            Exchange exchange, CallFacts facts, ChargePolicy charges, String revenue, StreamRelay relay) {
        Outcome outcome = relay.relay(client(exchange));
        Charge charge = Charge.of(facts, charges, relay.meter().settledUsage());
        persistence.insist(
                "charge of request " + facts.requestId(),
                () -> bookAfterAnswer(exchange, facts, charge, revenue, relay, outcome));
        claimedKey.completed(exchange);
    }

    /** A hold or a key that was lost meanwhile isn't the client's affair: it may try again, and hears what it paid. */
    private void bookBeforeAnswer(
            Exchange exchange, CallFacts facts, Charge charge, String revenue, List<Rider> riders) {
        try {
            book(exchange, facts, charge, revenue, riders);
        } catch (RiderRefused e) {
            LOG.error("request {} was not settled: {}", facts.requestId(), e.message());
            throw notSettled("it was not charged");
        } catch (HoldResolved e) {
            LOG.error("request {} was resolved before, charged {}: {}", facts.requestId(), e.charged(), e.message());
            exchange.setVariable("charge", e.charged());
            throw notSettled(e.charged().signum() == 0 ? "it was not charged" : "it was charged " + e.charged());
        }
    }

    private static Refusal notSettled(String charged) {
        return Refusal.unavailable("The call could not be settled in time; " + charged, RETRY_AFTER);
    }

    /** The answer has gone: what was used is charged if it still can be, and recorded in any case. */
    private void bookAfterAnswer(
            Exchange exchange, CallFacts facts, Charge charge, String revenue, StreamRelay relay, Outcome outcome) {
        UsageRow ended = ended(facts, relay, outcome, charge.amount());
        try {
            book(exchange, facts, charge, revenue, claimedKey.withStream(ended.rider(), exchange, relay));
        } catch (RiderRefused e) {
            LOG.error("request {} has lost its idempotency key; it is charged all the same", facts.requestId());
            book(exchange, facts, charge, revenue, List.of(ended.rider()));
        } catch (HoldResolved e) {
            LOG.error(
                    "request {} is charged {}, not {}: {}",
                    facts.requestId(),
                    e.charged(),
                    charge.amount(),
                    e.message());
            exchange.setVariable("charge", e.charged());
            ended = ended(facts, relay, outcome, e.charged());
            riderWriter.write(List.of(ended.rider()));
        }
        exchange.setVariable(Variables.USAGE, ended);
    }

    private void book(Exchange exchange, CallFacts facts, Charge charge, String revenue, List<Rider> riders) {
        AccountRef to = new AccountRef(revenue, facts.hold().account().asset());
        ledger.settle(new SettleRequest(facts.hold().id(), charge.amount(), to, facts.route(), riders, charge.used()));
        openHold.resolved(exchange);
        exchange.setVariable("charge", charge.amount());
    }

    private static UsageRow ended(CallFacts facts, StreamRelay relay, Outcome outcome, BigInteger charge) {
        return facts.usage(
                relay.meter().model(), relay.meter().settledUsage(), relay.firstEventAfter(), outcome, charge);
    }

    private static ClientStream client(Exchange exchange) {
        return Variables.required(exchange, Variables.CLIENT, ClientStream.class);
    }
}
