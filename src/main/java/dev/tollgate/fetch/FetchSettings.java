package dev.tollgate.fetch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be fetched; prefix {@code tollgate.proof}.
 *
 * @param allowLoopback whether loopback addresses, plain http and any port are allowed: for the sandbox alone
 * @param timeLimit for a whole fetch, from the look-up of the name to the last byte
 */
@ConfigurationProperties("tollgate.proof")
record FetchSettings(
        @DefaultValue("false") boolean allowLoopback,
        @DefaultValue("10s") Duration timeLimit) {}
