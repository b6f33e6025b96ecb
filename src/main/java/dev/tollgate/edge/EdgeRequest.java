package dev.tollgate.edge;

import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived, for steps that need more than its body, such as the fingerprint of an idempotency key.
 *
 * @param id the request id
 * @param method upper-case
 * @param path decoded, without the query
 * @param query the raw query string
 * @param contentType as sent
 * @param body the whole body; empty where there was none
 * @param clientAddress the address of the connection's other end
 * @param routeId the route that serves it
 */
public record EdgeRequest(
        String id,
        String method,
        String path,
        @Nullable String query,
        @Nullable String contentType,
        byte[] body,
        String clientAddress,
        String routeId) {}
