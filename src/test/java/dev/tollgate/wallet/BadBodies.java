package dev.tollgate.wallet;

import static dev.tollgate.wallet.BadRequest.JSON;
import static dev.tollgate.wallet.BadRequest.QUOTE;
import static dev.tollgate.wallet.BadRequest.RECHARGE;
import static dev.tollgate.wallet.BadRequest.WALLET;
import static dev.tollgate.wallet.BadRequest.json;
import static dev.tollgate.wallet.BadRequest.message;
import static dev.tollgate.wallet.BadRequest.post;
import static dev.tollgate.wallet.BadRequest.wallet;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bodies that are no JSON, or that two parsers would read in two ways. */
final class BadBodies {

    private static final String UTF8 = "body: must be JSON in UTF-8";
    private static final String UNSTORABLE = "must not have U+0000 or half a surrogate pair";

    private BadBodies() {}

    static List<BadRequest> all() {
        List<BadRequest> all = new ArrayList<>();
        documents(all);
        encodings(all);
        messageDocuments(all);
        return all;
    }

    private static void documents(List<BadRequest> all) {
        String good = "{\"user_address\":\"" + WALLET + "\",\"amount\":\"1.0\"}";
        for (String path : List.of(QUOTE, RECHARGE)) {
            all.add(json(path, "", "body: is empty"));
            all.add(json(path, " \n", "body: is empty"));
            all.add(json(path, "[]", "body: must be a JSON object"));
            all.add(json(path, "\"" + WALLET + "\"", "body: must be a JSON object"));
            all.add(json(path, "null", "body: must be a JSON object"));
            all.add(json(path, "{", "body: malformed JSON at line 1, column 2"));
            all.add(json(path, good.substring(0, good.length() - 1), "body: malformed JSON at line 1, column 76"));
            all.add(json(path, good + good, "body: malformed JSON at line 1, column 77"));
            all.add(json(path, good + " x", "body: malformed JSON at line 1, column 79"));
            all.add(json(path, good + ",", "body: malformed JSON at line 1, column 77"));
            all.add(json(path, good.replace('"', '\''), "body: malformed JSON at line 1, column 2"));
            all.add(json(path, good.replace("}", ",}"), "body: malformed JSON at line 1, column 77"));
            all.add(json(path, good.replace("}", "/**/}"), "body: malformed JSON at line 1, column 76"));
            all.add(json(path, good.replace("\"1.0\"", "NaN"), "body: malformed JSON at line 1, column 74"));
            all.add(json(path, good.replace("\"1.0\"", "Infinity"), "body: malformed JSON at line 1, column 79"));
            all.add(json(path, good.replace("\"1.0\"", "-Infinity"), "body: malformed JSON at line 1, column 80"));
            all.add(json(path, good.replace("\"1.0\"", "01"), "body: malformed JSON at line 1, column 72"));
            all.add(json(path, good.replace("\"1.0\"", "0x1"), "body: malformed JSON at line 1, column 72"));
            all.add(json(path, good.replace("\"1.0\"", "1."), "body: malformed JSON at line 1, column 73"));
            all.add(json(path, good.replace("\"1.0\"", "\"1\n\""), "body: malformed JSON at line 1, column 73"));
            all.add(json(path, good.replace("1.0", "\\x31"), "body: malformed JSON at line 1, column 73"));
            all.add(json(path, good.replace("}", ",\"amount\":\"9.0\"}"), "body: duplicate key at line 1, column 85"));
            all.add(json(
                    path, good.replace("}", ",\"\\u0061mount\":\"9.0\"}"), "body: duplicate key at line 1, column 90"));
            all.add(json(path, nested(good, 64), "body: nested deeper than 64"));
            all.add(json(path, nested(good, 20_000), "body: nested deeper than 64"));
            all.add(json(
                    path,
                    good.replace("}", ",\"x\":" + "9".repeat(79) + "}"),
                    "body: a number is longer than 78 characters"));
            all.add(json(
                    path,
                    good.replace("}", ",\"x\":" + "9".repeat(500_000) + "}"),
                    "body: a number is longer than 78 characters"));
            all.add(json(path, good.replace("}", ",\"x\":{\"y\":[\"\\ud800\"]}}"), "x: " + UNSTORABLE));
            all.add(json(path, good.replace("}", ",\"x\":\"\\u0000\"}"), "x: " + UNSTORABLE));
        }
    }

    private static void encodings(List<BadRequest> all) {
        String good = "{\"user_address\":\"" + WALLET + "\",\"amount\":\"1.0\",\"client_type\":\"ü\"}";
        String message = "{\"model\":\"ü\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"ü\"}]}";
        List<Encoded> encodings = List.of(
                new Encoded("UTF-16 with a mark", good.getBytes(UTF_16), message.getBytes(UTF_16), UTF8),
                new Encoded("UTF-16BE", good.getBytes(UTF_16BE), message.getBytes(UTF_16BE), UTF8),
                new Encoded("UTF-16LE", good.getBytes(UTF_16LE), message.getBytes(UTF_16LE), UTF8),
                new Encoded("Latin 1", good.getBytes(ISO_8859_1), message.getBytes(ISO_8859_1), UTF8),
                new Encoded("an overlong quote", overlong(good), overlong(message), UTF8),
                new Encoded("a NUL at the end", (good + "\0").getBytes(UTF_8), (message + "\0").getBytes(UTF_8), UTF8),
                new Encoded(
                        "a byte order mark",
                        ("\ufeff" + good).getBytes(UTF_8),
                        ("\ufeff" + message).getBytes(UTF_8),
                        "body: must not begin with a byte order mark"));
        for (Encoded encoded : encodings) {
            all.add(post(RECHARGE + " " + encoded.name(), RECHARGE, JSON, encoded.recharge(), 400, encoded.answer()));
            all.addAll(message(
                    encoded.name(),
                    JSON + wallet(),
                    encoded.message(),
                    400,
                    encoded.answer(),
                    "invalid_request_error"));
        }
    }

    private static void messageDocuments(List<BadRequest> all) {
        String good = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        all.addAll(message("", "body: is empty"));
        all.addAll(message("[" + good + "]", "body: must be a JSON object"));
        all.addAll(message("\"hi\"", "body: must be a JSON object"));
        all.addAll(message(good + good, "body: has something after the JSON object"));
        all.addAll(message(good + "}", "body: malformed JSON at line 1, column 72"));
        all.addAll(message(good.substring(0, good.length() - 1), "body: malformed JSON at line 1, column 71"));
        all.addAll(message(
                good.replace("\"max_tokens\":9", "\"max_tokens\":9,\"max_tokens\":1"),
                "body: duplicate key at line 1, column 41"));
        all.addAll(message(
                good.replace("\"content\":\"x\"", "\"content\":\"x\",\"content\":\"y\""),
                "body: duplicate key at line 1, column 79"));
        all.addAll(message(nested(good, 64), "body: nested deeper than 64"));
        all.addAll(message(
                good.replace("\"x\"}", "\"x\",\"y\":" + "9".repeat(79) + "}"),
                "body: a number is longer than 78 characters"));
    }

    private record Encoded(String name, byte[] recharge, byte[] message, String answer) {}

    private static String nested(String object, int levels) {
        return object.substring(0, object.length() - 1) + ",\"deep\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    /** The first quote in two bytes, as a careless decoder would take it. */
    private static byte[] overlong(String text) {
        byte[] plain = text.getBytes(UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(plain[0]);
        bytes.write(0xC0);
        bytes.write(0xA2);
        bytes.write(plain, 2, plain.length - 2);
        return bytes.toByteArray();
    }
}
