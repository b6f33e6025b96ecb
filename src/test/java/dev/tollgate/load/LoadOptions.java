package dev.tollgate.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What to load and for how long.
 *
 * @param url where to POST
 * @param mode {@code streams} opens each connection once, {@code closed} asks on each again and again, {@code open} asks
 *     at its own rate
 * @param connections how many at once; most of them, in {@code open}
 * @param requests most requests in all, {@code closed} alone
 * @param rate requests a second, {@code open} alone
 * @param spread whether {@code open} opens all connections first and uses them in turn; else as few as it can
 * @param seconds the longest time in all; what is open then counts as failed in {@code streams}
 * @param events text deltas that a stream must have; 0 for any number
 * @param everyMillis the pause that the upstream makes between two events; lag is what comes on top
 * @param expected the body that every 200 must have, but for {@code streams}; empty for any
 * @param requestBytes what to send, one request per caller
 */
record LoadOptions(
        URI url,
        String mode,
        int connections,
        long requests,
        double rate,
        boolean spread,
        int seconds,
        int events,
        int everyMillis,
        byte[] expected,
        List<byte[]> requestBytes) {

    private static final List<String> MODES = List.of("streams", "closed", "open");
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

    InetSocketAddress server() {
        return new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
    }

    /** The bytes of a request; callers take turns. */
    byte[] request(long number) {
        return requestBytes.get((int) (number % requestBytes.size()));
    }

    /** The address of a caller: {@code 0x10ad…} and its number. */
    static String wallet(long number) {
        return "0x10ad%036x".formatted(number);
    }

    private static LoadOptions of(Map<String, String> given, List<String> headers) {
        String mode = taken(given, "mode", "streams");
        if (!MODES.contains(mode)) {
            throw new IllegalArgumentException("mode is one of " + MODES);
        }
        boolean streams = mode.equals("streams");
        URI url = URI.create(taken(given, "url", "http://127.0.0.1:8080/api/v1/claude/messages"));
        int events = number(given, "events", streams ? 20 : 0);
        int everyMillis = number(given, "every-ms", 0);
        String model = taken(given, "model", streams ? model(events, everyMillis) : "sandbox");
        String stream = taken(given, "stream", Boolean.toString(streams));
        String body = taken(given, "body", BODY.formatted(model, taken(given, "max-tokens", "1024"), stream));
        return new LoadOptions(
                url,
                mode,
                number(given, "connections", streams ? 1_000 : 32),
                number(given, "requests", Integer.MAX_VALUE),
                Double.parseDouble(taken(given, "rate", "100")),
                Boolean.parseBoolean(taken(given, "spread", "false")),
                number(given, "seconds", streams ? 60 : 10),
                events,
                everyMillis,
                file(taken(given, "expect", "")),
                requests(given, url, headers, body));
    }

    /**
     * A header for each caller, who take turns: of {@code --keys}, a file with an API key a line, or else of so many
     * {@code --wallets}; 0 for no such header.
     */
    private static List<String> callers(Map<String, String> given) {
        int wallets = number(given, "wallets", 20);
        String keys = taken(given, "keys", "");
        return keys.isEmpty()
                ? IntStream.range(0, wallets)
                        .mapToObj(i -> "X-User-Address: " + wallet(i))
                        .toList()
                : new String(file(keys), UTF_8)
                        .lines()
                        .map(key -> "Authorization: Bearer " + key)
                        .toList();
    }

    /** Those of {@code --requests-file}, each sent as it stands and parted by a line of {@code %}; else one for each caller. */
    private static List<byte[]> requests(Map<String, String> given, URI url, List<String> headers, String body) {
        String file = taken(given, "requests-file", "");
        if (file.isEmpty()) {
            return requests(url, headers, callers(given), body);
        }
        return Stream.of(new String(file(file), UTF_8).split("\n%\n"))
                .map(request -> request.getBytes(UTF_8))
                .toList();
    }

    private static List<byte[]> requests(URI url, List<String> headers, List<String> callers, String body) {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < Math.max(1, callers.size()); i++) {
            List<String> lines = new ArrayList<>(List.of(
                    "POST " + url.getRawPath() + " HTTP/1.1",
                    "Host: " + url.getRawAuthority(),
                    "Content-Type: application/json",
                    "Content-Length: " + body.getBytes(UTF_8).length,
                    "anthropic-version: 2023-06-01"));
            lines.addAll(headers);
            if (!callers.isEmpty()) {
                lines.add(callers.get(i));
            }
            requests.add((String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(UTF_8));
        }
        return List.copyOf(requests);
    }

    private static byte[] file(String path) {
        try {
            return path.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
