package dev.tollgate.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request as it arrived.
 *
 * @param path with its query
 * @param headers by lower-case name, in the order of arrival
 * @param outcome completes when the exchange is over
 */
public record ReceivedRequest(
        String method,
        String path,
        Map<String, List<String>> headers,
        byte[] body,
        CompletableFuture<Outcome> outcome) {

    /** How an exchange ended. */
    public enum Outcome {
        /** The whole answer was written. */
        ANSWERED,
        /** The stand-in broke the connection, as it was told to. */
        CUT,
        /** The client closed the connection before the answer was whole. */
        CLIENT_GONE
    }

    /** The first value of a header, by its lower-case name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
