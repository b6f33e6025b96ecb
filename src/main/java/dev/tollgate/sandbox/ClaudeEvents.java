package dev.tollgate.sandbox;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Claude's wire format: a reply as one JSON message, or as the events of a stream. */
final class ClaudeEvents {

    private static final byte[] PING = Wire.event("ping", Map.of("type", "ping"));
    private static final byte[] BLOCK_START =
            Wire.bytes("event: content_block_start\ndata: {\"type\":\"content_block_start\","
                    + "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
    private static final byte[] DELTA_HEAD =
            Wire.bytes("event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                    + "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"");
    private static final byte[] DELTA_TAIL = Wire.bytes("\"}}\n\n");
    private static final byte[] MALFORMED = Wire.bytes(
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\n\n");
    private static final byte[] BLOCK_STOP =
            Wire.bytes("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n");
    private static final byte[] MESSAGE_STOP = Wire.event("message_stop", Map.of("type", "message_stop"));
    private static final byte[] OVERLOADED = Wire.event("error", ClaudeAnswers.errorBody(529, "Overloaded"));

    private ClaudeEvents() {}

    /** The events of the reply, each of them whole, with the troubles that change what is sent. */
    static List<byte[]> of(ClaudeReply reply, Trouble trouble) {
        List<byte[]> events = new ArrayList<>(reply.text().pieces().size() + 8);
        if (trouble.pingFirst()) {
            events.add(PING);
        }
        events.add(Wire.event("message_start", messageStart(reply)));
        events.add(BLOCK_START);
        events.add(PING);
        reply.text().pieces().forEach(piece -> events.add(delta(piece)));
        events.add(BLOCK_STOP);
        for (int i = 0; i < Math.max(1, trouble.finalUsages()); i++) {
            events.add(Wire.event("message_delta", messageDelta(reply, trouble.finalUsages() > 0)));
        }
        events.add(MESSAGE_STOP);
        trouble.damage(events, MALFORMED, OVERLOADED);
        return events;
    }

    /** The reply as one JSON message. */
    static byte[] message(ClaudeReply reply, Trouble trouble) {
        Map<String, Object> message = head(reply);
        message.put("content", List.of(typed("text", "text", reply.text().whole())));
        message.put("stop_reason", reply.stopReason());
        message.put("stop_sequence", null);
        if (trouble.finalUsages() > 0) {
            message.put("usage", reply.usage().full());
        }
        return Wire.json(message);
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
}
