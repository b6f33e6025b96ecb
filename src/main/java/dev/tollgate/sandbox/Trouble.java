package dev.tollgate.sandbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong on purpose, as the name of the model asks for: {@code sandbox} and then directives in any order, as
 * in {@code sandbox-events-20-every-50ms-cut-after-5}. All of them stand in {@code src/docs/sandbox.md}.
 *
 * <p>"After n" counts every event of the stream, pings included.
 */
final class Trouble {

    /** A position that is never reached: not asked for. */
    static final int NEVER = Integer.MAX_VALUE;

    /** A position before the head of the response. */
    static final int BEFORE_HEADERS = -1;

    private static final String PREFIX = "sandbox";
    private static final Pattern DIRECTIVE = Pattern.compile("-(?:(?<status>[45]\\d\\d)"
            + "|(?<counted>events|cut-after|stall-after|error-after|malformed-after)-(?<count>\\d{1,5})"
            + "|(?<timed>every|for)-(?<time>\\d{1,6})(?<unit>ms|s)"
            + "|(?<flag>slow|stall|cut|malformed|error-first|ping-first|no-usage|usage-twice|split))(?=-|$)");

    private static final int MALFORMED_AFTER = 3; // the first text delta, where no ping comes first
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final Duration STALL = Duration.ofMinutes(10); // longer than any sensible CLAUDE_REQUEST_TIMEOUT

    private final Map<String, Long> directives;

    private Trouble(Map<String, Long> directives) {
        this.directives = directives;
    }

    /**
     * Reads the model's name; one that doesn't begin with {@code sandbox} asks for no trouble.
     *
     * @throws UnknownModel if it asks for something unknown
     */
    static Trouble of(String model) {
        Map<String, Long> directives = new HashMap<>();
        if (model.startsWith(PREFIX)) {
            Matcher directive = DIRECTIVE.matcher(model).region(PREFIX.length(), model.length());
            while (directive.lookingAt()) {
                put(directives, directive);
                directive.region(directive.end(), model.length());
            }
            if (directive.regionStart() < model.length()) {
                throw new UnknownModel(model);
            }
        }
        return new Trouble(directives);
    }

    private static void put(Map<String, Long> directives, Matcher directive) {
        if (directive.group("status") != null) {
            directives.put("status", Long.valueOf(directive.group("status")));
        } else if (directive.group("counted") != null) {
            directives.put(directive.group("counted"), Long.valueOf(directive.group("count")));
        } else if (directive.group("timed") != null) {
            long millisPerUnit = directive.group("unit").equals("ms") ? 1 : 1000;
            directives.put(directive.group("timed"), Long.parseLong(directive.group("time")) * millisPerUnit);
        } else {
            directives.put(directive.group("flag"), 1L);
        }
    }

    /** The HTTP status to refuse with. */
    OptionalInt status() {
        return number("status");
    }

    /** How many text deltas to answer with, in place of the usual answer. */
    OptionalInt textEvents() {
        return number("events");
    }

    /** The pause before each event but the first. */
    Duration every() {
        return duration("every", directives.containsKey("slow") ? SLOW : Duration.ZERO);
    }

    /** Events before a silence. */
    int stallAfter() {
        return number("stall-after").orElse(directives.containsKey("stall") ? BEFORE_HEADERS : NEVER);
    }

    /** How long that silence lasts; the answer goes on after it. */
    Duration stallFor() {
        return duration("for", STALL);
    }

    /** Events before the connection breaks. */
    int cutAfter() {
        return number("cut-after").orElse(directives.containsKey("cut") ? BEFORE_HEADERS : NEVER);
    }

    /** Events before an {@code error} event ends the stream. */
    int errorAfter() {
        return number("error-after").orElse(directives.containsKey("error-first") ? 0 : NEVER);
    }

    /** Events before one that is no JSON. */
    int malformedAfter() {
        return number("malformed-after").orElse(directives.containsKey("malformed") ? MALFORMED_AFTER : NEVER);
    }

    /** How many times the final usage is sent. */
    int finalUsages() {
        if (directives.containsKey("no-usage")) {
            return 0;
        }
        return directives.containsKey("usage-twice") ? 2 : 1;
    }

    /** Whether a ping comes before {@code message_start}. */
    boolean pingFirst() {
        return directives.containsKey("ping-first");
    }

    /** Whether the stream arrives in pieces that respect neither events nor characters. */
    boolean split() {
        return directives.containsKey("split");
    }

    /**
     * The same for a JSON answer, which has two halves in place of events: what was to happen after some event happens
     * between them.
     */
    Trouble inTwoHalves() {
        Map<String, Long> inHalves = new HashMap<>(directives);
        inHalves.keySet().removeAll(List.of("every", "slow"));
        inHalves.computeIfPresent("stall-after", (name, after) -> Math.min(after, 1));
        inHalves.computeIfPresent("cut-after", (name, after) -> Math.min(after, 1));
        return new Trouble(inHalves);
    }

    /**
     * Breaks the stream, or ends it with an error, where that was asked for.
     *
     * @param malformed an event that is no JSON
     * @param error the event that ends a stream
     */
    void damage(List<byte[]> events, byte[] malformed, byte[] error) {
        if (malformedAfter() < events.size()) {
            events.add(malformedAfter(), malformed);
        }
        if (errorAfter() < events.size()) {
            events.subList(errorAfter(), events.size()).clear();
            events.add(error);
        }
    }

    private OptionalInt number(String name) {
        Long value = directives.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }

    private Duration duration(String name, Duration otherwise) {
        Long millis = directives.get(name);
        return millis == null ? otherwise : Duration.ofMillis(millis);
    }
}
