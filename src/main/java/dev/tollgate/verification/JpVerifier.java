package dev.tollgate.verification;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.tollgate.fetch.Fetched;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Our side of the contract with the verification server, {@code routes/liqpass/jp-verify.openapi.yaml}: which questions
 * it is asked, and how its answers are read. Who talks to it is a route.
 */
@Component
public final class JpVerifier {

    private static final List<String> ORDER = List.of("exchange", "symbol", "order_reference", "wallet_address");
    private static final List<String> LIQUIDATION = List.of("liquidated_amount", "liquidated_price");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int OK = 200;

    private static final ObjectWriter JSON =
            StrictJson.mapper().writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    private final JpVerifySettings settings;

    JpVerifier(JpVerifySettings settings) {
        this.settings = settings;
    }

    /**
     * Whether an exchange knows an order, and it is this wallet's.
     *
     * @param order with {@code exchange}, {@code symbol}, {@code order_reference}, {@code wallet_address}; what else it
     *     has stays with us
     * @throws Refusal 503 if there is no server to ask
     */
    public Question orderQuestion(Map<String, ?> order) {
        return new Question(json(fields(order)), false);
    }

    /**
     * Whether what a claim says has happened.
     *
     * @param claim like an order, with {@code proof_uri}, {@code liquidated_amount}, {@code liquidated_price}
     * @throws Refusal 503 if there is no server to ask
     */
    public Question claimQuestion(Map<String, ?> claim, Fetched proof) {
        Map<String, Object> fields = fields(claim);
        fields.put("proof_uri", required(claim, "proof_uri"));
        fields.put("proof_sha256", proof.sha256());
        LIQUIDATION.forEach(name -> fields.put(name, required(claim, name)));
        return new Question(json(fields), true);
    }

    /** The header that it knows us by. */
    public String authorization() {
        return "Bearer " + settings.token();
    }

    /**
     * Reads what it answered.
     *
     * @throws Refusal 503 if that isn't what the contract says
     */
    public Verification answer(Question question, int status, byte[] body) {
        if (status != OK) {
            throw unavailable();
        }
        try {
            return VerificationReader.read(body, question.aboutClaim());
        } catch (IllegalArgumentException e) {
            throw unavailable();
        }
    }

    /** 503: it can't be reached, or answers what nobody understands. */
    public Refusal unavailable() {
        return Refusal.unavailable("The verification server does not answer as it should; try again", RETRY_AFTER);
    }

    private Map<String, Object> fields(Map<String, ?> order) {
        if (!settings.isOn()) {
            throw Refusal.unavailable(
                    "Verification is not configured; the operator sets JP_VERIFY_URL and JP_VERIFY_TOKEN", RETRY_AFTER);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        ORDER.forEach(name -> fields.put(name, required(order, name)));
        return fields;
    }

    private static Object required(Map<String, ?> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private static byte[] json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
