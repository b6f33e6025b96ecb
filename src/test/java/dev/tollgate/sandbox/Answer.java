package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What came of one request to the stand-in.
 *
 * @param cut whether the connection was cut
 * @param writtenMillis how long writing took
 */
record Answer(SandboxAnswer head, byte[] body, boolean cut, long writtenMillis) {

    static Answer of(SandboxAnswer head) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean cut = false;
        long start = System.nanoTime();
        try {
            head.body().writeTo(body);
        } catch (ConnectionCut e) {
            cut = true;
        }
        return new Answer(head, body.toByteArray(), cut, (System.nanoTime() - start) / 1_000_000);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
        return StrictJson.mapper().readTree(body);
    }

    /** The names of the events, in order. */
    List<String> eventNames() {
        return Arrays.stream(text().split("\n"))
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length()))
                .toList();
    }

    /** The data of all events with this name. */
    List<JsonNode> events(String name) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String event : text().split("\n\n")) {
            if (event.startsWith("event: " + name + "\n")) {
                events.add(StrictJson.mapper().readTree(event.substring(event.indexOf("data: ") + "data: ".length())));
            }
        }
        return events;
    }

    /** The data of all events, named or not, but for the mark at the end. */
    List<JsonNode> data() throws IOException {
        List<JsonNode> data = new ArrayList<>();
        for (String line : text().split("\n")) {
            if (line.startsWith("data: {")) {
                data.add(StrictJson.mapper().readTree(line.substring("data: ".length())));
            }
        }
        return data;
    }

    /** What stands at this JSON pointer of each event, put together. */
    String joined(String pointer) throws IOException {
        StringBuilder text = new StringBuilder();
        data().forEach(event -> text.append(event.at(pointer).asText("")));
        return text.toString();
    }

    /** The text that the deltas add up to. */
    String deltaText() throws IOException {
        StringBuilder text = new StringBuilder();
        events("content_block_delta")
                .forEach(delta -> text.append(delta.at("/delta/text").asText()));
        return text.toString();
    }
}
