package dev.tollgate.metering;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code tollgate.price-book}: what models and other requests cost, in TOKEN.
 *
 * @param version the operator's name for this edition of it, such as the day it was made
 * @param defaultMaxTokens the most output that is held for where a request doesn't bound it ({@code DEFAULT_MAX_TOKENS})
 * @param models of which the first that fits counts, from the top; the last one is {@code *}
 * @param requests the same of what isn't paid by the token
 */
@ConfigurationProperties("tollgate.price-book")
record PriceBookSettings(String version, long defaultMaxTokens, List<Model> models, List<Request> requests) {

    /**
     * A model's price for a million tokens.
     *
     * @param model a name, or a pattern with {@code *} for any text
     * @param cacheRead as {@code input} where it isn't given
     * @param cacheWrite as {@code input} where it isn't given
     * @param maxOutput the most tokens that it answers with, if that is known
     */
    record Model(
            String model,
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal cacheRead,
            @Nullable BigDecimal cacheWrite,
            @Nullable Long maxOutput) {}

    /**
     * What one request costs.
     *
     * @param path or a pattern with {@code *}, such as {@code /v1/images/*}
     * @param price of one request, or {@code off} for what isn't for sale
     */
    record Request(String path, String price) {}
}
