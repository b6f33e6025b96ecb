package dev.tollgate.upstream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the calls to model providers.
 *
 * @param maxCalls calls under way at once in this process ({@code MAX_CALLS})
 * @param maxCallsPerCaller calls under way at once of one caller ({@code MAX_CALLS_PER_CALLER})
 * @param maxDuration after which any call is cut ({@code MAX_CALL_DURATION})
 * @param pingInterval how long a client's stream may be silent before it gets a {@code ping} event
 * @param clientPatience how long a client may take for one event, or for as much as is there, before its connection is
 *     cut
 */
@ConfigurationProperties("tollgate.calls")
public record UpstreamProperties(
        @DefaultValue("2000") int maxCalls,
        @DefaultValue("100") int maxCallsPerCaller,
        @DefaultValue("1800s") Duration maxDuration,
        @DefaultValue("10s") Duration pingInterval,
        @DefaultValue("60s") Duration clientPatience) {}
