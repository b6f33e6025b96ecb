package dev.tollgate.identity;

import dev.tollgate.refusal.Refusal;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where the world finds us, {@code PUBLIC_URL}. Signed messages name it; the header Host, which any caller can choose,
 * would let a message signed for another site pass here.
 */
@Component
public final class PublicUrl {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final String url;

    /** @throws IllegalArgumentException unless it is empty or an http(s) URL with a host */
    public PublicUrl(@Value("${tollgate.public-url:}") String url) {
        this.url = withoutSlash(url.strip());
        if (!this.url.isEmpty() && !isHttp(this.url)) {
            throw new IllegalArgumentException("PUBLIC_URL must be an http or https URL");
        }
    }

    /** @throws Refusal 503 naming the variable where none is configured */
    public String url() {
        if (url.isEmpty()) {
            throw Refusal.unavailable("PUBLIC_URL is not configured", RETRY_AFTER);
        }
        return url;
    }

    String scheme() {
        return URI.create(url()).getScheme().toLowerCase(Locale.ROOT);
    }

    /** Host, and port where the URL has one. */
    String domain() {
        return URI.create(url()).getAuthority().toLowerCase(Locale.ROOT);
    }

    boolean matches(String uri) {
        return url().equals(withoutSlash(uri));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
