package dev.tollgate.bench;

/**
 * A chat completion of OpenAI's. Its stream has the chunk that {@code include_usage} asks for, as the proxy does; the
 * client hasn't asked, and must not see it.
 */
final class OpenAiAnswers implements Answers {

    private static final String JSON = """
            {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1764331200,\
            "model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"A tollgate stands \
            where a road begins to cost something. Whoever passes pays first, and the keeper writes it down: who came, \
            when, and what was due. At the end of the day the box and the book must agree to the last coin."},\
            "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":25,"completion_tokens":61,\
            "total_tokens":86,"prompt_tokens_details":{"cached_tokens":0},\
            "completion_tokens_details":{"reasoning_tokens":0}}}""";

    private static final String CHUNK = """
            data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1764331200,\
            "model":"gpt-4o-2024-08-06","choices":[%s]%s}

            """;
    private static final String CHOICE = "{\"index\":0,\"delta\":{%s},\"logprobs\":null,\"finish_reason\":%s}";
    private static final String NO_USAGE = ",\"usage\":null";
    private static final String USAGE =
            ",\"usage\":{\"prompt_tokens\":25,\"completion_tokens\":121,\"total_tokens\":146}";
    private static final String DONE = "data: [DONE]\n\n";

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public String json() {
        return JSON;
    }

    @Override
    public String head() {
        return chunk("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null", "null");
    }

    @Override
    public String delta(String text) {
        return chunk("\"content\":\"" + text + "\"", "null");
    }

    @Override
    public String tail() {
        return stop() + CHUNK.formatted("", USAGE) + DONE;
    }

    @Override
    public String seenTail() {
        return stop() + DONE;
    }

    private static String stop() {
        return chunk("", "\"stop\"");
    }

    private static String chunk(String delta, String finishReason) {
        return CHUNK.formatted(CHOICE.formatted(delta, finishReason), NO_USAGE);
    }
}
