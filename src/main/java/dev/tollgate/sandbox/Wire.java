package dev.tollgate.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** JSON and server-sent events, as bytes. */
final class Wire {

    private static final JsonMapper JSON = new JsonMapper();

    private Wire() {}

    /** @param value made of maps, lists, strings and numbers */
    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers are always JSON", e);
        }
    }

    /** An event with a name. */
    static byte[] event(String name, Object data) {
        return event("event: " + name + "\ndata: ", json(data));
    }

    /** An event without a name. */
    static byte[] data(Object data) {
        return event("data: ", json(data));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] event(String head, byte[] data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(bytes(head));
        event.writeBytes(data);
        event.writeBytes(bytes("\n\n"));
        return event.toByteArray();
    }
}
