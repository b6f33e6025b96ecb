package dev.tollgate.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.function.BiConsumer;

/** What every answer says to browsers: this is data, not a page, and nobody's to keep. A route may say otherwise. */
final class SecurityHeaders {

    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cache-Control", "no-store");

    private SecurityHeaders() {}

    static void set(HttpServletResponse response) {
        forEach(response::setHeader);
    }

    static void forEach(BiConsumer<String, String> header) {
        HEADERS.forEach(header);
    }
}
