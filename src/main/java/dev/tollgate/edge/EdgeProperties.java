package dev.tollgate.edge;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The edge's limits and header lists.
 *
 * @param requestHeaders the only request headers that routes see, lower-case
 * @param responseHeaders the only response headers that routes can send, lower-case; a trailing {@code *} matches any
 *     rest
 * @param maxBody largest request body where a route names no other (route property {@code maxBody})
 * @param maxHeaders largest sum of header names and values
 * @param bodyBudget memory for all bodies that are larger than 64 KiB; above it 503
 * @param bodyTimeout how long a body may take, beside a second for each 16 KiB of it; above it 408
 * @param maxAtWork how many requests are worked on at once, those that wait for an upstream not counted; 0 is 32 for each
 *     processor
 * @param maxWaiting how many more may wait for their turn; above it 503
 * @param maxWait how long one may; above it 503
 * @param shutdownGrace how long running requests may go on after a stop signal
 */
@ConfigurationProperties("tollgate.edge")
public record EdgeProperties(
        List<String> requestHeaders,
        List<String> responseHeaders,
        @DefaultValue("2MB") DataSize maxBody,
        @DefaultValue("16KB") DataSize maxHeaders,
        @DefaultValue("256MB") DataSize bodyBudget,
        @DefaultValue("30s") Duration bodyTimeout,
        @DefaultValue("0") int maxAtWork,
        @DefaultValue("1024") int maxWaiting,
        @DefaultValue("10s") Duration maxWait,
        @DefaultValue("30s") Duration shutdownGrace) {}
