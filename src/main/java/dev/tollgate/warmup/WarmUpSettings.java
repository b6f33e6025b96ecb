package dev.tollgate.warmup;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the application warms up; prefix {@code tollgate.warm-up}.
 *
 * @param enabled {@code WARMUP}
 * @param atMost readiness waits no longer, whatever the database does; for three fifths of it calls are begun
 * @param calls how many calls are enough
 */
@ConfigurationProperties("tollgate.warm-up")
record WarmUpSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration atMost,
        @DefaultValue("4000") int calls) {}
