package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the verification server in Japan: says yes, but to order references that ask for something else, as
 * {@code src/docs/sandbox.md} has them. Its contract is {@code routes/liqpass/jp-verify.openapi.yaml}.
 *
 * <p>The methods throw {@link ConnectionCut} if the connection must be closed without any response.
 */
public final class JpSandbox implements AutoCloseable {

    private static final List<String> ORDER = List.of("exchange", "symbol", "order_reference", "wallet_address");
    private static final List<String> LIQUIDATION = List.of("liquidated_amount", "liquidated_price");
    private static final BigDecimal TWO = new BigDecimal(2);

    /** Longer than the routes wait. */
    private static final Duration SLOW = Duration.ofSeconds(7);

    private final String token;
    private final Pauses pauses = new Pauses();

    /** @param token the only one that it takes; empty for none */
    public JpSandbox(String token) {
        this.token = token;
    }

    /** {@code POST /verify/order}. */
    public SandboxAnswer order(String bearer, byte[] body) throws ConnectionCut {
        return answered(bearer, body, false);
    }

    /** {@code POST /verify/claim}. */
    public SandboxAnswer claim(String bearer, byte[] body) throws ConnectionCut {
        return answered(bearer, body, true);
    }

    /** What an exchange's account of a liquidation may look like. */
    public Map<String, Object> proof() {
        Map<String, Object> liquidation = new LinkedHashMap<>();
        liquidation.put("exchange", "binance");
        liquidation.put("account", "sub-7f3a");
        liquidation.put("order_reference", "binance_order_123456");
        liquidation.put("symbol", "BTC-USDT");
        liquidation.put("side", "long");
        liquidation.put("leverage", 5);
        liquidation.put("entry_price", "62000");
        liquidation.put("liquidated_amount", "100");
        liquidation.put("liquidated_price", "50000");
        liquidation.put("margin_ratio", "1.0000");
        liquidation.put("liquidated_at", "2024-01-01T11:58:21Z");
        return Map.of("type", "liquidation", "version", 1, "liquidation", liquidation);
    }

    /** Ends all silences, so that no request outlives the application. */
    @Override
    public void close() {
        pauses.close();
    }

    private SandboxAnswer answered(String bearer, byte[] body, boolean aboutClaim) throws ConnectionCut {
        if (token.isEmpty() || !MessageDigest.isEqual(bytes(token), bytes(bearer))) {
            return json(401, Map.of("error", "The bearer token is missing or wrong"));
        }
        JsonNode question = read(body);
        String problem = problem(question, aboutClaim);
        if (problem != null) {
            return json(400, Map.of("error", problem));
        }
        return verdict(question, aboutClaim);
    }

    private SandboxAnswer verdict(JsonNode question, boolean aboutClaim) throws ConnectionCut {
        String reference = question.path("order_reference").asText();
        if (reference.startsWith("down")) {
            return json(503, Map.of("error", "Down for maintenance"));
        }
        if (reference.startsWith("slow")) {
            pauses.pause(SLOW);
        }
        if (reference.startsWith("reject_claim")) {
            return aboutClaim ? no("The exchange knows of no such liquidation") : yes(null);
        }
        if (reference.startsWith("reject")) {
            return no("The exchange knows no such order");
        }
        BigDecimal amount = aboutClaim ? question.path("liquidated_amount").decimalValue() : null;
        return yes(amount != null && reference.startsWith("half") ? amount.divide(TWO) : amount);
    }

    private static @Nullable String problem(JsonNode question, boolean aboutClaim) {
        for (String name : ORDER) {
            if (question.path(name).asText().isBlank()) {
                return name + " must be a text";
            }
        }
        if (!aboutClaim) {
            return null;
        }
        for (String name : LIQUIDATION) {
            JsonNode value = question.path(name);
            if (!value.isNumber() || value.decimalValue().signum() <= 0) {
                return name + " must be a number more than 0";
            }
        }
        if (question.path("proof_uri").asText().isBlank()) {
            return "proof_uri must be a text";
        }
        boolean hash = question.path("proof_sha256").asText().matches("[0-9a-f]{64}");
        return hash ? null : "proof_sha256 must be 64 hexadecimal digits in lower case";
    }

    private static JsonNode read(byte[] body) {
        try {
            return StrictJson.mapper().readTree(body);
        } catch (IOException e) {
            return StrictJson.mapper().missingNode();
        }
    }

    private static SandboxAnswer yes(@Nullable BigDecimal liquidatedAmount) {
        return verification(true, null, liquidatedAmount);
    }

    private static SandboxAnswer no(String reason) {
        return verification(false, reason, null);
    }

    private static SandboxAnswer verification(
            boolean verified, @Nullable String reason, @Nullable BigDecimal liquidatedAmount) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("verified", verified);
        answer.put("reason", reason);
        answer.put("liquidated_amount", liquidatedAmount);
        return json(200, answer);
    }

    private static SandboxAnswer json(int status, Map<String, Object> answer) {
        byte[] body = Wire.json(answer);
        return new SandboxAnswer(
                status,
                Map.of("content-type", "application/json"),
                OptionalLong.of(body.length),
                client -> client.write(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
