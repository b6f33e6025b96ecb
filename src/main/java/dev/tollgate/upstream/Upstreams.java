package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The configured upstreams, {@code tollgate.upstreams.<name>.*}; what one leaves out, but for its url, is that of
 * {@code tollgate.upstream-defaults}. An environment variable makes one, too: {@code TOLLGATE_UPSTREAMS_<NAME>_URL}.
 * A url may be several, separated by commas.
 *
 * <p>Read at first use, not at start: the sandbox's own address is known only once the server listens.
 */
@Component
public class Upstreams {

    /**
     * One upstream.
     *
     * @param urls where calls are made, in turn; at least one
     * @param apiKey our key there
     * @param apiKeyHeader the header that carries the key
     * @param bearer whether the key is sent as {@code Authorization: Bearer}, as OpenAI has it
     * @param defaultHeaders what is sent in place of a header that the client left out
     * @param returnedHeaders what goes to the client beside what always does: lower-case names, or beginnings and {@code *}
     * @param timeout the longest silence, before the headers and between parts of the answer
     * @param breaker when one of its URLs is passed over
     */
    record Upstream(
            String name,
            List<URI> urls,
            String apiKey,
            String apiKeyHeader,
            boolean bearer,
            Map<String, String> defaultHeaders,
            List<String> returnedHeaders,
            Duration timeout,
            BreakerSettings breaker) {
        /**
         * The headers that carry the key. Who takes it as a bearer's takes Anthropic's calls under the same address, as
         * CLIProxyAPI does, with the key in either header; Anthropic itself reads its own.
         */
        Map<String, String> keyHeaders(boolean anthropic) {
            if (!bearer) {
                return Map.of(apiKeyHeader, apiKey);
            }
            String authorization = "Bearer " + apiKey;
            return anthropic
                    ? Map.of("authorization", authorization, "x-api-key", apiKey)
                    : Map.of("authorization", authorization);
        }

        boolean returns(String header) {
            return returnedHeaders.stream()
                    .anyMatch(returned -> returned.endsWith("*")
                            ? header.startsWith(returned.substring(0, returned.length() - 1))
                            : header.equals(returned));
        }

        /** Leaves the keys out. */
        @Override
        public String toString() {
            return "Upstream[" + name + "]";
        }
    }

    private final Environment environment;
    private final Map<String, Upstream> known = new ConcurrentHashMap<>();

    Upstreams(Environment environment) {
        this.environment = environment;
    }

    /** @throws Refusal 500 naming the upstream, or the setting it lacks, if it isn't configured */
    public void requireConfigured(String name) {
        configured(name);
    }

    Upstream configured(String name) {
        Upstream upstream = known.get(name);
        return upstream != null ? upstream : known.computeIfAbsent(name, this::read);
    }

    private Upstream read(String name) {
        List<URI> urls = list(setting(name, "url")).stream().map(URI::create).toList();
        if (urls.isEmpty()) {
            throw new Refusal(500, "upstream_not_configured", notConfigured(name));
        }
        return new Upstream(
                name,
                urls,
                setting(name, "api-key"),
                setting(name, "api-key-header"),
                setting(name, "api-key-scheme").equals("bearer"),
                defaultHeaders(name),
                list(setting(name, "returned-headers")),
                Duration.ofMillis(Long.parseLong(setting(name, "timeout-ms"))),
                breaker(name));
    }

    private String notConfigured(String name) {
        String message = setting(name, "not-configured");
        return message.isEmpty() ? capitalised(name) + " backend not configured" : message;
    }

    private BreakerSettings breaker(String name) {
        return new BreakerSettings(
                DurationStyle.detectAndParse(setting(name, "breaker.window")),
                Integer.parseInt(setting(name, "breaker.minimum-calls")),
                Integer.parseInt(setting(name, "breaker.failure-rate")),
                DurationStyle.detectAndParse(setting(name, "breaker.open-for")),
                Integer.parseInt(setting(name, "breaker.trial-calls")),
                DurationStyle.detectAndParse(setting(name, "breaker.trial-wait")));
    }

    /** Nothing, as it is written, is none rather than the defaults. */
    private Map<String, String> defaultHeaders(String name) {
        if ("".equals(environment.getProperty("tollgate.upstreams." + name + ".default-headers"))) {
            return Map.of();
        }
        return headers("tollgate.upstreams." + name + ".default-headers")
                .or(() -> headers("tollgate.upstream-defaults.default-headers"))
                .orElse(Map.of());
    }

    private Optional<Map<String, String>> headers(String property) {
        BindResult<Map<String, String>> bound =
                Binder.get(environment).bind(property, Bindable.mapOf(String.class, String.class));
        return bound.isBound() ? Optional.of(bound.get()) : Optional.empty();
    }

    private static List<String> list(String setting) {
        return Arrays.stream(setting.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private String setting(String name, String key) {
        String value = environment.getProperty("tollgate.upstreams." + name + "." + key);
        return value == null ? environment.getProperty("tollgate.upstream-defaults." + key, "") : value;
    }

    private static String capitalised(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
