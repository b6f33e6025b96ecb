package dev.tollgate.apihub;

import static dev.tollgate.apihub.BadCall.CHAT;
import static dev.tollgate.apihub.BadCall.GOOD;
import static dev.tollgate.apihub.BadCall.MESSAGES;
import static dev.tollgate.apihub.BadCall.json;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Bodies that are no JSON, or that ask for what can't be sold. */
final class BadLlmBodies {

    /** After the model and the messages; of a chat. */
    private static final String CHATS = """
            "max_tokens": NaN                       | max_tokens: must be an integer
            "max_tokens": 1e999999                  | max_tokens: must be an integer
            "max_tokens": 007                       | max_tokens: must be an integer
            "max_tokens": 1.5                       | max_tokens: must be an integer
            "max_tokens": "10"                      | max_tokens: must be an integer
            "max_tokens": true                      | max_tokens: must be an integer
            "max_tokens": [5]                       | max_tokens: must be an integer
            "max_tokens": -1                        | max_tokens: must be at least 1
            "max_tokens": 0                         | max_tokens: must be at least 1
            "max_tokens": 10000001                  | max_tokens: must be at most 10000000
            "max_tokens": 18446744073709551617      | max_tokens: must be at most 10000000
            "max_tokens": 5, "max_tokens": 6        | body: duplicate key at line 1, column 104
            "max_tokens": 5, "max_completion_tokens": 0 | max_completion_tokens: must be at least 1
            "n": 129                                | n: must be at most 128
            "n": 0                                  | n: must be at least 1
            "n": -5                                 | n: must be at least 1
            "n": 1e999999                           | n: must be an integer
            "n": "2"                                | n: must be an integer
            "stream": "true"                        | stream: must be true or false
            "stream": 1                             | stream: must be true or false
            "stream_options": "yes"                 | stream_options: must be an object
            "stream_options": []                    | stream_options: must be an object
            "stream": true, "stream_options": {"include_usage": "yes"} | stream_options.include_usage: must be true or false
            "messages": []                          | body: duplicate key at line 1, column 85
            """;

    private static final String OTHERS = """
            /v1/chat/completions | {"model": "sandbox"}                             | messages: is required
            /v1/chat/completions | {"model": "sandbox", "messages": null}           | messages: is required
            /v1/chat/completions | {"model": "sandbox", "messages": []}             | messages: must not be empty
            /v1/chat/completions | {"model": "sandbox", "messages": "Hi"}           | messages: must be an array
            /v1/chat/completions | {"model": "sandbox", "messages": {}}             | messages: must be an array
            /v1/chat/completions | {"messages": [{}]}                               | model: is required
            /v1/chat/completions | {"model": null, "messages": [{}]}                | model: must be a string
            /v1/chat/completions | {"model": 4, "messages": [{}]}                   | model: must be a string
            /v1/chat/completions | {"model": "", "messages": [{}]}                  | model: must have 1 to 200 characters
            /v1/chat/completions | {"model": "a\\u0000b", "messages": [{}]}         | model: must not have U+0000 or half a surrogate pair
            /v1/chat/completions | {"model": "a\\ud800", "messages": [{}]}          | model: must not have U+0000 or half a surrogate pair
            /v1/chat/completions | {"model": "a", "model": "b", "messages": [{}]}   | body: duplicate key at line 1, column 23
            /v1/completions      | {"model": "sandbox"}                             | prompt: is required
            /v1/completions      | {"model": "sandbox", "prompt": 5}                | prompt: must be a string or an array
            /v1/completions      | {"model": "sandbox", "prompt": "x", "best_of": 129} | best_of: must be at most 128
            /v1/completions      | {"model": "sandbox", "prompt": "x", "max_tokens": -1} | max_tokens: must be at least 1
            /v1/responses        | {"model": "sandbox"}                             | input: is required
            /v1/responses        | {"model": "sandbox", "input": {}}                | input: must be a string or an array
            /v1/responses        | {"model": "sandbox", "input": "x", "background": true} | background: must be false: what a background response uses can't be metered
            /v1/responses        | {"model": "sandbox", "input": "x", "background": "no"} | background: must be true or false
            /v1/responses        | {"model": "sandbox", "input": "x", "max_output_tokens": 0} | max_output_tokens: must be at least 1
            /v1/embeddings       | {"model": "text-embedding-3-small"}              | input: is required
            /v1/embeddings       | {"model": "text-embedding-3-small", "input": 5}  | input: must be a string or an array
            /v1/embeddings       | {"input": "x"}                                   | model: is required
            /v1/messages         | {"model": "sandbox", "messages": [{}]}           | max_tokens: is required
            /v1/messages         | {"model": "sandbox", "max_tokens": 9}            | messages: is required
            /v1/messages         | {"model": "sandbox", "max_tokens": 9, "messages": []} | messages: must not be empty
            /v1/messages         | {"model": "sandbox", "max_tokens": 0, "messages": [{}]} | max_tokens: must be at least 1
            /v1/messages         | {"model": "sandbox", "max_tokens": 1e999999, "messages": [{}]} | max_tokens: must be an integer
            /v1/messages         | {"model": "sandbox", "max_tokens": 9, "messages": [{}], "stream": "yes"} | stream: must be true or false
            /v1/messages         | {"model": 5, "max_tokens": 9, "messages": [{}]}  | model: must be a string
            /v1/moderations      | {"model": ""}                                    | model: must have 1 to 200 characters, without U+0000
            /v1/moderations      | {"model": "a", "model": "b"}                     | body: duplicate key at line 1, column 23
            /v1/moderations      | {"input": "x"} x                                 | body: malformed JSON at line 1, column 17
            """;

    private BadLlmBodies() {}

    static List<BadCall> all() {
        List<BadCall> all = new ArrayList<>();
        for (String path : List.of(CHAT, MESSAGES)) {
            documents(all, path);
        }
        CHATS.lines()
                .map(line -> line.split(" +\\| +", 2))
                .map(cells -> json(CHAT, Proxy.chat("sandbox", cells[0]), cells[1]))
                .forEach(all::add);
        BadCall.table(OTHERS).forEach(all::add);
        return all;
    }

    private static void documents(List<BadCall> all, String path) {
        String utf8 = "body: must be JSON in UTF-8";
        all.add(json(path, "", "body: is empty"));
        all.add(json(path, "null", "body: must be a JSON object"));
        all.add(json(path, "[" + GOOD + "]", "body: must be a JSON object"));
        all.add(json(path, "{", "body: malformed JSON at line 1, column 2"));
        all.add(json(path, GOOD + GOOD, "body: has something after the JSON object"));
        all.add(json(path, GOOD.replace("}]}", "}],}"), "body: malformed JSON at line 1, column 78"));
        all.add(json(path, GOOD.replace('"', '\''), "body: malformed JSON at line 1, column 2"));
        all.add(json(path, "model=sandbox", "body: malformed JSON at line 1, column 7"));
        all.add(json("65 deep", path, nested(64), "body: nested deeper than 64"));
        all.add(json(
                "with a BOM", path, ("\uFEFF" + GOOD).getBytes(UTF_8), "body: must not begin with a byte order mark"));
        all.add(json("UTF-16LE", path, GOOD.getBytes(UTF_16LE), utf8));
        all.add(json("UTF-16BE", path, GOOD.getBytes(UTF_16BE), utf8));
        all.add(json("half a character", path, new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}, utf8));
        all.add(json(
                "a model of 201 characters",
                path,
                GOOD.replace("sandbox", "m".repeat(201)).getBytes(UTF_8),
                "model: must have 1 to 200 characters"));
    }

    /** In a field of no meaning. */
    private static byte[] nested(int arrays) {
        return GOOD.replaceFirst("\\{", "{\"x\":" + "[".repeat(arrays) + "]".repeat(arrays) + ",")
                .getBytes(UTF_8);
    }
}
