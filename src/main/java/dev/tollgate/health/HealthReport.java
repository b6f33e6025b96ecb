package dev.tollgate.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a health check found, as the wallet family's document writes it.
 *
 * @param status {@code healthy} or {@code unhealthy}
 * @param chainId null if it is unknown
 * @param latestBlock null if it is unknown, or there is no chain
 */
public record HealthReport(
        String status,
        @JsonProperty("chain_id") @Nullable Long chainId,
        @JsonProperty("latest_block") @Nullable Long latestBlock,
        @JsonProperty("db_ok") boolean dbOk) {}
