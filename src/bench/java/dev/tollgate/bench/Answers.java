package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an upstream answers, the same for every request. */
final class Answers {

    private static final String JSON = """
            {"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-3-5-sonnet-20241022",\
            "content":[{"type":"text","text":"A tollgate stands where a road begins to cost something. Whoever passes pays \
            first, and the keeper writes it down: who came, when, and what was due. At the end of the day the box and the \
            book must agree to the last coin, whatever the weather was and however many came at once."}],\
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":0,\
            "cache_read_input_tokens":0,"output_tokens":71}}""";

    private static final int DELTAS = 20;

    private Answers() {}

    /** A message of 630 bytes. */
    static String json() {
        return JSON;
    }

    /** The same as a stream of 20 text deltas. */
    static String sse() {
        StringBuilder stream = new StringBuilder(head());
        for (int i = 0; i < DELTAS; i++) {
            stream.append(delta("The keeper writes it down. "));
        }
        return stream.append(tail()).toString();
    }

    /** The events before the first delta. */
    static String head() {
        return event("message_start", """
                {"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message",\
                "role":"assistant","model":"claude-3-5-sonnet-20241022","content":[],"stop_reason":null,\
                "stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}""") + event("content_block_start", """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
    }

    static String delta(String text) {
        return event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text
                        + "\"}}");
    }

    /** The events after the last delta. */
    static String tail() {
        return event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                + event("message_delta", """
                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                "usage":{"output_tokens":121}}""")
                + event("message_stop", "{\"type\":\"message_stop\"}");
    }

    /** Writes an answer to a file, for the load client to compare with. */
    static Path file(Path folder, String kind) throws IOException {
        return Files.writeString(
                Files.createDirectories(folder).resolve("answer." + kind), kind.equals("sse") ? sse() : json());
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
