package dev.tollgate.bench;

/** A message of Claude's. */
final class ClaudeAnswers implements Answers {

    private static final String JSON = """
            {"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-3-5-sonnet-20241022",\
            "content":[{"type":"text","text":"A tollgate stands where a road begins to cost something. Whoever passes pays \
            first, and the keeper writes it down: who came, when, and what was due. At the end of the day the box and the \
            book must agree to the last coin, whatever the weather was and however many came at once."}],\
            "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":0,\
            "cache_read_input_tokens":0,"output_tokens":71}}""";

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public String json() {
        return JSON;
    }

    @Override
    public String head() {
        return event("message_start", """
                {"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message",\
                "role":"assistant","model":"claude-3-5-sonnet-20241022","content":[],"stop_reason":null,\
                "stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}""") + event("content_block_start", """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
    }

    @Override
    public String delta(String text) {
        return event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text
                        + "\"}}");
    }

    @Override
    public String tail() {
        return event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
                + event("message_delta", """
                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                "usage":{"output_tokens":121}}""")
                + event("message_stop", "{\"type\":\"message_stop\"}");
    }

    @Override
    public String seenTail() {
        return tail();
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
