package dev.tollgate.wallet;

import static dev.tollgate.wallet.BadRequest.inOrder;
import static dev.tollgate.wallet.BadRequest.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages to Claude with wrong fields. */
final class BadMessages {

    private static final String UNSTORABLE = "must not have U+0000 or half a surrogate pair";

    private BadMessages() {}

    static List<BadRequest> all() {
        List<BadRequest> all = new ArrayList<>();
        messages(all);
        return all;
    }

    private static void messages(List<BadRequest> all) {
        String integer = "max_tokens: must be an integer";
        String most = "max_tokens: must be at most 8192";
        Map<String, String> maxTokens = inOrder(
                Map.entry("0", "max_tokens: must be at least 1"),
                Map.entry("-1", "max_tokens: must be at least 1"),
                Map.entry("8193", most),
                Map.entry("9223372036854775808", most),
                Map.entry("18446744073709555713", most), // 4097 more than 2^64
                Map.entry("9".repeat(78), most),
                Map.entry("9".repeat(79), most),
                Map.entry("1.0", integer),
                Map.entry("1e3", integer),
                Map.entry("\"1024\"", integer),
                Map.entry("null", integer),
                Map.entry("true", integer),
                Map.entry("[1024]", integer),
                Map.entry("{}", integer),
                Map.entry("NaN", integer),
                Map.entry("0x10", "max_tokens: must be at least 1"),
                Map.entry("１", integer));
        maxTokens.forEach((value, answer) -> all.addAll(
                message("{\"model\":\"m\",\"max_tokens\":" + value + ",\"messages\":[{\"role\":\"user\"}]}", answer)));
        String rest = ",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        all.addAll(message("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}", "max_tokens: is required"));
        all.addAll(message("{\"x\":1" + rest, "model: is required"));
        all.addAll(message("{\"model\":null" + rest, "model: must be a string"));
        all.addAll(message("{\"model\":7" + rest, "model: must be a string"));
        all.addAll(message("{\"model\":\"\"" + rest, "model: must have 1 to 200 characters"));
        all.addAll(message("{\"model\":\"" + "m".repeat(201) + "\"" + rest, "model: must have 1 to 200 characters"));
        all.addAll(message("{\"model\":\"m\\u0000\"" + rest, "model: " + UNSTORABLE));
        all.addAll(message("{\"model\":\"m\\udc00\"" + rest, "model: " + UNSTORABLE));
        all.addAll(message("{\"model\":\"m\",\"stream\":\"true\"" + rest, "stream: must be true or false"));
        all.addAll(message("{\"model\":\"m\",\"stream\":1" + rest, "stream: must be true or false"));
        all.addAll(message("{\"model\":\"m\",\"stream\":null" + rest, "stream: must be true or false"));
        all.addAll(message("{\"model\":\"m\",\"max_tokens\":9}", "messages: is required"));
        all.addAll(message("{\"model\":\"m\",\"max_tokens\":9,\"messages\":\"hi\"}", "messages: must be an array"));
        all.addAll(message("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}", "messages: must not be empty"));
    }
}
