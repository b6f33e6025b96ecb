package dev.tollgate.apihub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a client can read in an answer, whole or not, on whichever path: its text, and the usage that it reports. */
final class Received {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OVERLOADED = Pattern.compile("(?i).*overloaded.*"); // says the sandbox, and never we
    private static final int BYTES_PER_TOKEN = 4;

    private final StringBuilder text = new StringBuilder();
    private List<String> events = List.of();
    private long input;
    private long cached;
    private long output;
    private boolean finalUsage;
    private boolean failed;

    /** Tokens to pay for, in disjoint numbers. */
    record Tokens(long input, long cached, long output) {}

    private Received() {}

    static Received json(String body) throws JsonProcessingException {
        Received received = new Received();
        JsonNode answer = JSON.readTree(body);
        answer.path("choices")
                .forEach(choice -> received.text
                        .append(choice.at("/message/content").asText())
                        .append(choice.path("text").asText()));
        answer.path("output")
                .forEach(item -> item.path("content")
                        .forEach(part -> received.text.append(part.path("text").asText())));
        answer.path("content")
                .forEach(block -> received.text.append(block.path("text").asText()));
        received.takeUsage(answer.path("usage"));
        return received;
    }

    static Received stream(String body) {
        Received received = new Received();
        received.events =
                Stream.of(body.split("\n\n")).filter(event -> !event.isEmpty()).toList();
        received.events.forEach(received::takeEvent);
        return received;
    }

    /** Without the empty lines between them. */
    List<String> events() {
        return events;
    }

    String lastEvent() {
        return events.get(events.size() - 1);
    }

    String text() {
        return text.toString();
    }

    /** How many tokens the text is taken for. */
    long textTokens() {
        int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** Nothing where an error of the upstream came first; else the input as reported, or the estimate, and the output that is known. */
    Tokens toPay(LongSupplier estimate) {
        if (failed && text.isEmpty() && input == 0) {
            return new Tokens(0, 0, 0);
        }
        long paidOutput = finalUsage ? output : Math.max(output, textTokens());
        return new Tokens(input == 0 ? estimate.getAsLong() : input - cached, cached, paidOutput);
    }

    private void takeEvent(String event) {
        String data = event.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .findFirst()
                .orElse("[DONE]");
        if (data.equals("[DONE]")) {
            return;
        }
        try {
            take(JSON.readTree(data));
        } catch (JsonProcessingException malformed) {
            // as the client sees it
        }
    }

    private void take(JsonNode event) {
        event.path("choices")
                .forEach(choice -> text.append(choice.at("/delta/content").asText(""))
                        .append(choice.path("text").asText("")));
        JsonNode delta = event.path("delta");
        text.append(delta.isTextual() ? delta.asText() : delta.path("text").asText(""));
        takeUsage(event.path("usage"));
        takeUsage(event.at("/response/usage"));
        JsonNode begun = event.at("/message/usage");
        if (begun.isObject()) {
            takeUsage(begun);
            finalUsage = false;
        }
        failed |= event.findValuesAsText("message").stream().anyMatch(OVERLOADED.asMatchPredicate());
    }

    private void takeUsage(JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        input = number(usage, input, "prompt_tokens", "input_tokens");
        output = number(usage, output, "completion_tokens", "output_tokens");
        for (String details : List.of("prompt_tokens_details", "input_tokens_details")) {
            cached = usage.path(details).path("cached_tokens").asLong(cached);
        }
        finalUsage = true;
    }

    private static long number(JsonNode usage, long otherwise, String... names) {
        for (String name : names) {
            if (usage.has(name)) {
                return usage.path(name).asLong();
            }
        }
        return otherwise;
    }
}
