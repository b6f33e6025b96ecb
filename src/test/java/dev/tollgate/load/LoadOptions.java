package dev.tollgate.load;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to load and for how long.
 *
 * @param url where to POST
 * @param mode {@code sse} opens each connection once, {@code json} asks on each again and again
 * @param connections how many at once
 * @param requests most requests in all, {@code json} alone
 * @param seconds the longest time in all; what is open then counts as failed in {@code sse}
 * @param wallets how many callers to spread the requests over, as {@code X-User-Address}; 0 for no such header
 * @param events text deltas that a stream must have; 0 for any number
 * @param everyMillis the pause that the upstream makes between two events; lag is what comes on top
 * @param headers to send besides, {@code Name: value}
 * @param body the whole request
 */
record LoadOptions(
        URI url,
        String mode,
        int connections,
        long requests,
        int seconds,
        int wallets,
        int events,
        int everyMillis,
        List<String> headers,
        String body) {

    private static final String BODY = """
            {"model":"%s","max_tokens":%s,"stream":%s,"messages":[{"role":"user","content":"Hello!"}]}""";

    /** @throws IllegalArgumentException if an option is unknown, has no value or is no number */
    static LoadOptions parse(String... args) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException("expected --name value, got " + args[i]);
            }
            if (args[i].equals("--header")) {
                headers.add(args[i + 1]);
            } else {
                given.put(args[i].substring(2), args[i + 1]);
            }
        }
        LoadOptions options = of(given, headers);
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + given.keySet());
        }
        return options;
    }

    HttpRequest request(long number) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(seconds))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (wallets > 0) {
            request.header("x-user-address", wallet(number % wallets));
        }
        for (String header : headers) {
            String[] nameAndValue = header.split(":", 2);
            request.header(nameAndValue[0].strip(), nameAndValue[1].strip());
        }
        return request.build();
    }

    /** The address of a caller: {@code 0x10ad…} and its number. */
    static String wallet(long number) {
        return "0x10ad%036x".formatted(number);
    }

    private static LoadOptions of(Map<String, String> given, List<String> headers) {
        String mode = taken(given, "mode", "sse");
        if (!mode.equals("sse") && !mode.equals("json")) {
            throw new IllegalArgumentException("mode is sse or json");
        }
        int events = number(given, "events", mode.equals("sse") ? 20 : 0);
        int everyMillis = number(given, "every-ms", 0);
        String model = taken(given, "model", mode.equals("sse") ? model(events, everyMillis) : "sandbox");
        String maxTokens = taken(given, "max-tokens", "1024");
        return new LoadOptions(
                URI.create(taken(given, "url", "http://127.0.0.1:8080/api/v1/claude/messages")),
                mode,
                number(given, "connections", mode.equals("sse") ? 1_000 : 32),
                number(given, "requests", Integer.MAX_VALUE),
                number(given, "seconds", mode.equals("sse") ? 60 : 10),
                number(given, "wallets", 20),
                events,
                everyMillis,
                headers,
                taken(given, "body", BODY.formatted(model, maxTokens, mode.equals("sse"))));
    }

    private static String model(int events, int everyMillis) {
        return "sandbox-events-" + events + (everyMillis > 0 ? "-every-" + everyMillis + "ms" : "");
    }

    private static String taken(Map<String, String> given, String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        return Integer.parseInt(taken(given, name, Integer.toString(otherwise)));
    }
}
