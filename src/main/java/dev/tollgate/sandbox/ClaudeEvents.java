package dev.tollgate.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Claude's wire format: a reply as one JSON message, or as the events of a stream. */
final class ClaudeEvents {

    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] PING = event("ping", Map.of("type", "ping"));
    private static final byte[] BLOCK_START =
            bytes("event: content_block_start\ndata: {\"type\":\"content_block_start\","
                    + "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
    private static final byte[] DELTA_HEAD =
            bytes("event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                    + "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"");
    private static final byte[] DELTA_TAIL = bytes("\"}}\n\n");
    private static final byte[] MALFORMED = bytes(
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\n\n");
    private static final byte[] BLOCK_STOP =
            bytes("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n");
    private static final byte[] MESSAGE_STOP = event("message_stop", Map.of("type", "message_stop"));

    private ClaudeEvents() {}

    /** The events of the reply, each of them whole, with the troubles that change what is sent. */
    static List<byte[]> of(ClaudeReply reply, Trouble trouble) {
        List<byte[]> events = new ArrayList<>(reply.pieces().size() + 8);
        if (trouble.pingFirst()) {
            events.add(PING);
        }
        events.add(event("message_start", messageStart(reply)));
        events.add(BLOCK_START);
        events.add(PING);
        reply.pieces().forEach(piece -> events.add(delta(piece)));
        events.add(BLOCK_STOP);
        for (int i = 0; i < Math.max(1, trouble.finalUsages()); i++) {
            events.add(event("message_delta", messageDelta(reply, trouble.finalUsages() > 0)));
        }
        events.add(MESSAGE_STOP);
        if (trouble.malformedAfter() < events.size()) {
            events.add(trouble.malformedAfter(), MALFORMED);
        }
        if (trouble.errorAfter() < events.size()) {
            events.subList(trouble.errorAfter(), events.size()).clear();
            events.add(event("error", ClaudeAnswers.errorBody(529, "Overloaded")));
        }
        return events;
    }

    /** The reply as one JSON message. */
    static byte[] message(ClaudeReply reply, Trouble trouble) {
        Map<String, Object> message = head(reply);
        message.put("content", List.of(typed("text", "text", reply.text())));
        message.put("stop_reason", reply.stopReason());
        message.put("stop_sequence", null);
        if (trouble.finalUsages() > 0) {
            message.put("usage", reply.usage().full());
        }
        return json(message);
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers are always JSON", e);
        }
    }

    private static Map<String, Object> messageStart(ClaudeReply reply) {
        Map<String, Object> message = head(reply);
        message.put("content", List.of());
        message.put("stop_reason", null);
        message.put("stop_sequence", null);
        message.put("usage", reply.usage().withOutput(1).full()); // a placeholder, as from the real one
        return typed("message_start", "message", message);
    }

    private static Map<String, Object> messageDelta(ClaudeReply reply, boolean usage) {
        Map<String, Object> stop = new LinkedHashMap<>();
        stop.put("stop_reason", reply.stopReason());
        stop.put("stop_sequence", null);
        Map<String, Object> event = typed("message_delta", "delta", stop);
        if (usage) {
            event.put("usage", reply.usage().cumulative());
        }
        return event;
    }

    private static Map<String, Object> head(ClaudeReply reply) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", reply.id());
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", reply.model());
        return message;
    }

    private static Map<String, Object> typed(String type, String field, Object value) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put(field, value);
        return event;
    }

    private static byte[] delta(String text) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] event = new byte[DELTA_HEAD.length + quoted.length + DELTA_TAIL.length];
        System.arraycopy(DELTA_HEAD, 0, event, 0, DELTA_HEAD.length);
        System.arraycopy(quoted, 0, event, DELTA_HEAD.length, quoted.length);
        System.arraycopy(DELTA_TAIL, 0, event, DELTA_HEAD.length + quoted.length, DELTA_TAIL.length);
        return event;
    }

    private static byte[] event(String name, Map<String, Object> data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(bytes("event: " + name + "\ndata: "));
        event.writeBytes(json(data));
        event.writeBytes(bytes("\n\n"));
        return event.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
