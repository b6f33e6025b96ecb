package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The configured upstreams, {@code tollgate.upstreams.<name>.*}; what one leaves out, but for its url, is that of
 * {@code tollgate.upstream-defaults}. An environment variable makes one, too: {@code TOLLGATE_UPSTREAMS_<NAME>_URL}.
 *
 * <p>Read at first use, not at start: the sandbox's own address is known only once the server listens.
 */
@Component
public class Upstreams {

    /**
     * One upstream.
     *
     * @param url where calls are POSTed, as it is
     * @param apiKey our key there
     * @param apiKeyHeader the header that carries the key
     * @param defaultHeaders what is sent in place of a header that the client left out
     * @param timeout the longest silence, before the headers and between parts of the answer
     */
    public record Upstream(
            String url, String apiKey, String apiKeyHeader, Map<String, String> defaultHeaders, Duration timeout) {
        /** Path and query, as the URL has them. */
        String target() {
            URI uri = URI.create(url);
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        }

        /** Leaves the key out. */
        @Override
        public String toString() {
            return "Upstream[" + url + "]";
        }
    }

    private final Environment environment;
    private final Map<String, Upstream> known = new ConcurrentHashMap<>();

    Upstreams(Environment environment) {
        this.environment = environment;
    }

    /** @throws Refusal 500 naming the upstream if it isn't configured */
    public Upstream configured(String name) {
        Upstream upstream = known.get(name);
        return upstream != null ? upstream : known.computeIfAbsent(name, this::read);
    }

    private Upstream read(String name) {
        String url = setting(name, "url");
        if (url.isBlank()) {
            throw new Refusal(500, "not_configured", capitalised(name) + " backend not configured");
        }
        return new Upstream(
                url, setting(name, "api-key"), setting(name, "api-key-header"), defaultHeaders(name), timeout(name));
    }

    private Map<String, String> defaultHeaders(String name) {
        return headers("tollgate.upstreams." + name + ".default-headers")
                .or(() -> headers("tollgate.upstream-defaults.default-headers"))
                .orElse(Map.of());
    }

    private Optional<Map<String, String>> headers(String property) {
        BindResult<Map<String, String>> bound =
                Binder.get(environment).bind(property, Bindable.mapOf(String.class, String.class));
        return bound.isBound() ? Optional.of(bound.get()) : Optional.empty();
    }

    private Duration timeout(String name) {
        return Duration.ofMillis(Long.parseLong(setting(name, "timeout-ms")));
    }

    private String setting(String name, String key) {
        String value = environment.getProperty("tollgate.upstreams." + name + "." + key);
        return value == null ? environment.getProperty("tollgate.upstream-defaults." + key, "") : value;
    }

    private static String capitalised(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
