package dev.tollgate.keys;

import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about a key, field by field; {@link #has} tells null from absent.
 *
 * <p>The fields fit the schema {@code apihub/key}; what a schema can't say is checked here.
 */
record KeyTerms(Map<String, Object> fields) {

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    boolean has(String field) {
        return fields.containsKey(field);
    }

    @Nullable
    String name() {
        return (String) fields.get("name");
    }

    /** How many keys of a batch. */
    int keys() {
        return Objects.requireNonNull(count("count"));
    }

    @Nullable
    Integer requestsPerMinute() {
        return count("rate_limit");
    }

    @Nullable
    Integer requestsPerDay() {
        return count("rate_limit_day");
    }

    @Nullable
    Long tokens() {
        return whole("token_limit");
    }

    @Nullable
    Long quota() {
        return whole("quota_limit");
    }

    /** 1 where nothing is said. */
    BigDecimal discountRate() {
        Object rate = fields.get("discount_rate");
        return rate == null ? BigDecimal.ONE : new BigDecimal(rate.toString());
    }

    @Nullable
    Boolean active() {
        return (Boolean) fields.get("is_active");
    }

    /** The models in their order, each once. */
    String @Nullable [] models() {
        return fields.get("allowed_models") instanceof Collection<?> models
                ? List.copyOf(models).stream().map(Object::toString).distinct().toArray(String[]::new)
                : null;
    }

    /**
     * Reads ISO 8601; without an offset it is UTC.
     *
     * @throws Refusal 400 unless it is a time to come
     */
    @Nullable
    Instant expiresAt(Instant now) {
        String text = (String) fields.get("expires_at");
        if (text == null) {
            return null;
        }
        Instant expires = instant(text);
        if (!expires.isAfter(now) || expires.isAfter(LAST)) {
            throw Refusal.invalid("expires_at", "must be in the future, and before the year 10000");
        }
        return expires;
    }

    private static Instant instant(String text) {
        try {
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Refusal.invalid("expires_at", "must be a time by ISO 8601, such as 2030-01-31T12:00:00Z");
        }
    }

    /** A schema's integer may be written 10.0. */
    private @Nullable Long whole(String field) {
        try {
            return fields.get(field) instanceof Number number
                    ? new BigDecimal(number.toString()).longValueExact()
                    : null;
        } catch (ArithmeticException e) {
            throw Refusal.invalid(field, "is out of range");
        }
    }

    private @Nullable Integer count(String field) {
        Long whole = whole(field);
        if (whole != null && whole != whole.intValue()) {
            throw Refusal.invalid(field, "is out of range");
        }
        return whole == null ? null : whole.intValue();
    }
}
