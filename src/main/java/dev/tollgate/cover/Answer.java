package dev.tollgate.cover;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers in document 3's form. */
final class Answer {

    private Answer() {}

    static Map<String, Object> of(Map<String, Object> data, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("success", true);
        answer.put("data", data);
        answer.put("message", message);
        return answer;
    }

    /** Such as {@code 2024-01-01T00:00:00Z}. */
    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Whole assets in units, rounded down: nobody is promised a part of a unit. */
    static BigInteger units(BigDecimal amount, int decimals) {
        return amount.movePointRight(decimals).setScale(0, RoundingMode.DOWN).toBigIntegerExact();
    }

    /** A number of whole assets, without an exponent in its JSON. */
    static BigDecimal amount(BigInteger units, int decimals) {
        return new BigDecimal(
                new BigDecimal(units, decimals).stripTrailingZeros().toPlainString());
    }
}
