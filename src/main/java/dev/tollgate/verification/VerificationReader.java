package dev.tollgate.verification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StorableText;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads the verification server's answers strictly: money depends on them. */
final class VerificationReader {

    private static final int REASON_MAX = 500;

    /** As the columns of a claim have it: numeric(56, 18). */
    private static final int DIGITS_MAX = 38;

    private static final int DECIMALS_MAX = 18;

    private VerificationReader() {}

    /**
     * Reads one; fields that the contract doesn't name are ignored.
     *
     * @param aboutClaim whether a yes must have an amount
     * @throws IllegalArgumentException if it is anything but what the contract says
     */
    static Verification read(byte[] body, boolean aboutClaim) {
        JsonNode answer = json(body);
        JsonNode verified = answer.path("verified");
        require(verified.isBoolean(), "verified must be true or false");
        BigDecimal amount = amount(answer.path("liquidated_amount"));
        require(!aboutClaim || !verified.asBoolean() || amount != null, "a yes to a claim needs liquidated_amount");
        return new Verification(verified.asBoolean(), reason(answer.path("reason")), amount);
    }

    private static JsonNode json(byte[] body) {
        try {
            StrictJson.requireUtf8(body);
            return StrictJson.mapper().readTree(body);
        } catch (IOException | Refusal e) {
            throw new IllegalArgumentException("must be JSON in UTF-8", e);
        }
    }

    private static @Nullable BigDecimal amount(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        require(node.isNumber(), "liquidated_amount must be a number");
        BigDecimal amount = node.decimalValue().stripTrailingZeros();
        boolean fits = amount.scale() <= DECIMALS_MAX && (long) amount.precision() - amount.scale() <= DIGITS_MAX;
        require(amount.signum() >= 0 && fits, "liquidated_amount must be an amount");
        return amount.setScale(Math.max(0, amount.scale()));
    }

    private static @Nullable String reason(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        require(node.isTextual(), "reason must be a text");
        String reason = node.asText();
        return StorableText.storable(reason.length() <= REASON_MAX ? reason : reason.substring(0, REASON_MAX));
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
