package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One row, measured once.
 *
 * @param appMicros CPU time of the server per completed request
 * @param postgresMicros the same of its PostgreSQL
 * @param clientMicros the same of the load client
 * @param upstreamMicros the same of the upstream
 * @param residentBytes of the server, afterwards
 * @param load the load client's report
 */
record Sample(
        double appMicros,
        double postgresMicros,
        double clientMicros,
        double upstreamMicros,
        long residentBytes,
        JsonNode load) {

    double perSecond() {
        return load.path("perSecond").asDouble();
    }

    double totalMicros() {
        return appMicros + postgresMicros;
    }

    long errors() {
        return load.path("failed").asLong() + load.path("unfinished").asLong();
    }

    /** A quantile of the load client's report, such as {@code latencyMs}, {@code p99}. */
    double millis(String what, String quantile) {
        return load.path(what).path(quantile).asDouble();
    }
}
