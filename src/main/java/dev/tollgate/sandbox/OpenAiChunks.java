package dev.tollgate.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stream of chat and text completions: unnamed events of one shape, a usage where it is asked for, an end mark. */
final class OpenAiChunks {

    private static final byte[] PING = Wire.bytes(": ping\n\n");
    private static final byte[] DONE = Wire.bytes("data: [DONE]\n\n");
    private static final byte[] MALFORMED = Wire.bytes("data: {\"choices\":[{\"index\":0,\n\n");
    private static final byte[] OVERLOADED = Wire.data(OpenAiError.OVERLOADED.envelope());

    private final OpenAiReply reply;
    private final Trouble trouble;
    private final Map<String, Object> head;
    private final List<byte[]> events = new ArrayList<>();

    /** @param head the fields that each chunk begins with */
    OpenAiChunks(OpenAiReply reply, Trouble trouble, Map<String, Object> head) {
        this.reply = reply;
        this.trouble = trouble;
        this.head = head;
        if (trouble.pingFirst()) {
            events.add(PING);
        }
    }

    /** Adds one chunk for each choice; all choices say the same. */
    void add(Map<String, Object> content) {
        for (int index = 0; index < reply.request().choices(); index++) {
            Map<String, Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.putAll(content);
            events.add(chunk(List.of(choice), null));
        }
    }

    /** The whole stream. */
    List<byte[]> end() {
        if (reply.request().includeUsage()) {
            byte[] usage = chunk(List.of(), reply.usage().ofCompletion());
            for (int i = 0; i < trouble.finalUsages(); i++) {
                events.add(usage);
            }
        }
        events.add(DONE);
        trouble.damage(events, MALFORMED, OVERLOADED);
        return events;
    }

    private byte[] chunk(List<Map<String, Object>> choices, @Nullable Map<String, Object> usage) {
        Map<String, Object> chunk = new LinkedHashMap<>(head);
        chunk.put("choices", choices);
        if (reply.request().includeUsage()) {
            chunk.put("usage", usage);
        }
        return Wire.data(chunk);
    }
}
