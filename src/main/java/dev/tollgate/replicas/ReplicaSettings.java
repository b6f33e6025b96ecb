package dev.tollgate.replicas;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How replicas tell each other that they live; prefix {@code tollgate.replicas}.
 *
 * @param beatEvery how often a process says that it lives
 * @param deadAfter how long nothing was heard of a process that is taken for dead: several beats, and time for an outage
 *     of the database
 */
@ConfigurationProperties("tollgate.replicas")
public record ReplicaSettings(
        @DefaultValue("10s") Duration beatEvery,
        @DefaultValue("60s") Duration deadAfter) {}
