package dev.tollgate.steps;

import dev.tollgate.fetch.Fetched;
import dev.tollgate.verification.JpVerifier;
import dev.tollgate.verification.Question;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.core5.http.io.EofSensorInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Around the calls of the verification server: the message becomes the question and, afterwards, again what it was, so
 * that nothing of the client's goes out and nothing of the server's comes in but what it says.
 */
@Component
class AskVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(AskVerifier.class);
    private static final String QUESTION = "question";
    private static final String VERIFICATION = "verification";
    private static final String ASIDE = "tollgate.messageBeforeQuestion";
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final Duration BODY_MAX = Duration.ofSeconds(5);

    private final JpVerifier verifier;

    AskVerifier(JpVerifier verifier) {
        this.verifier = verifier;
    }

    private record Aside(
            Map<String, Object> headers, @Nullable Object body) {}

    /** Makes of the order in the body the variable {@code question}. */
    @SuppressWarnings("unchecked") // the keys are texts, as in every body that was read
    public void aboutOrder(Exchange exchange) {
        ask(exchange, verifier.orderQuestion(exchange.getMessage().getBody(Map.class)));
    }

    /** Makes of the variables {@code claim} and {@code proof} the variable {@code question}. */
    public void aboutClaim(Exchange exchange) {
        Fetched proof = Variables.required(exchange, Variables.PROOF, Fetched.class);
        ask(exchange, verifier.claimQuestion(fields(exchange, "claim"), proof));
    }

    /** Makes the question in the variable {@code question} the message. */
    public void request(Exchange exchange) {
        Question question = Variables.required(exchange, QUESTION, Question.class);
        Message message = exchange.getMessage();
        exchange.setProperty(ASIDE, new Aside(new HashMap<>(message.getHeaders()), message.getBody()));
        message.removeHeaders("*");
        message.setHeader("authorization", verifier.authorization());
        message.setHeader("accept", "application/json");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(question.json());
    }

    /**
     * Reads the answer into the variable {@code verification}.
     *
     * @throws IOException if the server has failed; it may be asked again
     */
    public void response(Exchange exchange) throws IOException {
        UpstreamResponse response = UpstreamResponse.taken(exchange);
        byte[] body = read(response.body());
        restore(exchange);
        if (response.status() >= 500) {
            throw new IOException("status " + response.status());
        }
        Question question = Variables.required(exchange, QUESTION, Question.class);
        exchange.setVariable(VERIFICATION, verifier.answer(question, response.status(), body));
    }

    /** Nothing the first time, so that it is asked again; then a refusal. */
    public void failed(Exchange exchange) throws Exception {
        restore(exchange);
        IOException failure = UpstreamResponse.failure(exchange);
        int attempt = exchange.getProperty(Exchange.LOOP_INDEX, 0, Integer.class);
        LOG.warn("the verification server has failed: {}", failure.toString());
        if (attempt > 0) {
            throw verifier.unavailable();
        }
    }

    /** All of it that could be an answer, as long as it comes without long pauses. */
    private static byte[] read(InputStream in) throws IOException {
        long deadline = System.nanoTime() + BODY_MAX.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[8 * 1024];
        try (in) {
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                body.write(part, 0, length);
                if (body.size() > ANSWER_BYTES_MAX || System.nanoTime() > deadline) {
                    abort(in);
                    throw new SocketTimeoutException("the answer has no end");
                }
            }
        }
        return body.toByteArray();
    }

    /** To close it would read the rest. */
    private static void abort(InputStream in) throws IOException {
        if (in instanceof EofSensorInputStream answer) {
            answer.abort();
        }
    }

    private static void ask(Exchange exchange, Question question) {
        exchange.setVariable(QUESTION, question);
        exchange.removeVariable(VERIFICATION);
    }

    @SuppressWarnings("unchecked") // the keys are texts, as in every body that was read
    private static Map<String, Object> fields(Exchange exchange, String variable) {
        return (Map<String, Object>) Variables.required(exchange, variable, Map.class);
    }

    private static void restore(Exchange exchange) {
        Aside aside = exchange.removeProperty(ASIDE) instanceof Aside before ? before : null;
        if (aside != null) {
            Message message = exchange.getMessage();
            message.removeHeaders("*");
            aside.headers().forEach(message::setHeader);
            message.setBody(aside.body());
        }
    }
}
