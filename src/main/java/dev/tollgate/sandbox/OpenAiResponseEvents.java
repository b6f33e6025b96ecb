package dev.tollgate.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stream of the Responses API: named events, numbered from 0. */
final class OpenAiResponseEvents {

    private static final byte[] PING = Wire.bytes(": ping\n\n");
    private static final byte[] MALFORMED = Wire.bytes(
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\n\n");

    private final OpenAiReply reply;
    private final Trouble trouble;
    private final List<byte[]> events = new ArrayList<>();
    private int sequenceNumber;

    OpenAiResponseEvents(OpenAiReply reply, Trouble trouble) {
        this.reply = reply;
        this.trouble = trouble;
    }

    List<byte[]> all() {
        if (trouble.pingFirst()) {
            events.add(PING);
        }
        Map<String, Object> begun = OpenAiResponses.unfinished(reply, "in_progress");
        add("response.created", "response", begun);
        add("response.in_progress", "response", begun);
        addItem("response.output_item.added", OpenAiResponses.item(reply, "in_progress", List.of()));
        addText();
        addItem("response.output_item.done", OpenAiResponses.item(reply));
        addEnd();
        trouble.damage(events, MALFORMED, error());
        return events;
    }

    private void addText() {
        addContent("response.content_part.added", Map.of("part", OpenAiResponses.part("")));
        for (String piece : reply.pieces()) {
            addContent("response.output_text.delta", text("delta", piece));
        }
        String whole = reply.text().whole();
        addContent("response.output_text.done", text("text", whole));
        addContent("response.content_part.done", Map.of("part", OpenAiResponses.part(whole)));
    }

    private void addEnd() {
        Map<String, Object> response = OpenAiResponses.whole(reply);
        if (trouble.finalUsages() == 0) {
            response.put("usage", null);
        }
        for (int i = 0; i < Math.max(1, trouble.finalUsages()); i++) {
            add("response." + OpenAiResponses.status(reply), "response", response);
        }
    }

    /** An error of its own where nothing was begun, else the failure of what was. */
    private byte[] error() {
        Map<String, Object> error = new LinkedHashMap<>();
        if (trouble.errorAfter() == 0) {
            error.put("type", "error");
            error.put("sequence_number", 0);
            error.put("code", "server_error");
            error.put("message", OpenAiError.OVERLOADED.message());
            error.put("param", null);
            return Wire.event("error", error);
        }
        error.put("code", "server_error");
        error.put("message", OpenAiError.OVERLOADED.message());
        Map<String, Object> response = OpenAiResponses.unfinished(reply, "failed");
        response.put("error", error);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "response.failed");
        event.put("sequence_number", trouble.errorAfter());
        event.put("response", response);
        return Wire.event("response.failed", event);
    }

    private void addItem(String type, Map<String, Object> item) {
        Map<String, Object> event = event(type);
        event.put("output_index", 0);
        event.put("item", item);
        events.add(Wire.event(type, event));
    }

    private void addContent(String type, Map<String, Object> fields) {
        Map<String, Object> event = event(type);
        event.put("item_id", OpenAiResponses.itemId(reply));
        event.put("output_index", 0);
        event.put("content_index", 0);
        event.putAll(fields);
        events.add(Wire.event(type, event));
    }

    private void add(String type, String field, Object value) {
        Map<String, Object> event = event(type);
        event.put(field, value);
        events.add(Wire.event(type, event));
    }

    private Map<String, Object> event(String type) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("sequence_number", sequenceNumber++);
        return event;
    }

    private static Map<String, Object> text(String field, String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(field, text);
        fields.put("logprobs", List.of());
        return fields;
    }
}
