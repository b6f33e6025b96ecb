package dev.tollgate.apihub;

import static dev.tollgate.apihub.BadCall.CHAT;
import static dev.tollgate.apihub.BadCall.JSON;
import static dev.tollgate.apihub.BadCall.KEY;
import static dev.tollgate.apihub.BadCall.MESSAGES;
import static dev.tollgate.apihub.BadCall.bare;
import static dev.tollgate.apihub.BadCall.good;
import static dev.tollgate.apihub.BadCall.of;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.apihub.BadCall.Envelope;
import java.util.ArrayList;
import java.util.List;

/** What is wrong around the body: keys, headers, types, methods, paths. */
final class BadTransport {

    private BadTransport() {}

    static List<BadCall> all() {
        List<BadCall> all = new ArrayList<>();
        keys(all);
        headers(all);
        types(all);
        methods(all);
        targets(all);
        return all;
    }

    private static void keys(List<BadCall> all) {
        String none = "You didn't provide an API key: send Authorization: Bearer ahg_…, or x-api-key";
        String wrong = "Incorrect API key provided, or it was deactivated or has expired";
        String unknown = "ahg_" + "A".repeat(43);
        for (String path : List.of(CHAT, MESSAGES)) {
            all.add(good("no key", path, JSON, 401, none));
            all.add(good("an empty header", path, JSON + "Authorization:\r\n", 401, none));
            all.add(good("no token", path, JSON + "Authorization: Bearer\r\n", 401, none));
            all.add(good("another scheme", path, JSON + "Authorization: Basic {key}\r\n", 401, none));
            all.add(good("no scheme", path, JSON + "Authorization: {key}\r\n", 401, none));
            all.add(good("an empty x-api-key", path, JSON + "x-api-key:\r\n", 401, wrong));
            for (String key : List.of(
                    "ahg_",
                    unknown,
                    "{KEY}",
                    "{key}A",
                    "ahg_ {key}",
                    "{key} {key}",
                    "\"{key}\"",
                    "ａｈｇ＿" + "A".repeat(43),
                    "ahg_" + "A".repeat(8192),
                    "{token}",
                    "%",
                    "null",
                    "' OR 1=1 --")) {
                all.add(good(key, path, JSON + "Authorization: Bearer " + key + "\r\n", 401, wrong));
            }
            all.add(good("a wrong x-api-key", path, JSON + "x-api-key: " + unknown + "\r\n", 401, wrong));
            all.add(good(
                    "a wrong key before a good one",
                    path,
                    JSON + "Authorization: Bearer " + unknown + "\r\nx-api-key: {key}\r\n",
                    401,
                    wrong));
        }
        all.add(bare("GET", "/v1/models", "", 401, none));
        all.add(bare("GET", "/v1/models/gpt-4", "x-api-key: {token}\r\n", 401, wrong));
        all.add(bare("GET", "/v1/files", "", 401, none));
        all.add(bare("DELETE", "/v1/nothing", "Authorization: Bearer " + unknown + "\r\n", 401, wrong));
    }

    private static void headers(List<BadCall> all) {
        for (String path : List.of(CHAT, MESSAGES)) {
            all.add(good("two Authorizations", path, JSON + KEY + KEY, 400, "authorization: must be sent once"));
            all.add(good(
                    "two x-api-keys",
                    path,
                    JSON + "x-api-key: {key}\r\nX-API-Key: {key}\r\n",
                    400,
                    "x-api-key: must be sent once"));
            idempotencyKey(all, path, "Idempotency-Key:", "Idempotency-Key: must not be empty");
            idempotencyKey(
                    all,
                    path,
                    "Idempotency-Key: " + "k".repeat(256),
                    "Idempotency-Key: must have at most 255 characters");
            idempotencyKey(all, path, "Idempotency-Key: schlüssel", "Idempotency-Key: must be printable ASCII");
            idempotencyKey(all, path, "Idempotency-Key: a\r\nIdempotency-Key: a", "idempotency-key: must be sent once");
            all.add(good(
                    "2,500 headers",
                    path,
                    JSON + KEY + "X-Many: x\r\n".repeat(2_500),
                    431,
                    "Request headers are larger than 16384 bytes"));
            all.add(good(
                    "large headers",
                    path,
                    JSON + KEY + "X-Filler: " + "x".repeat(17_000) + "\r\n",
                    431,
                    "Request headers are larger than 16384 bytes"));
        }
        all.add(unread("a line break in a header", JSON + KEY + "X-Filler: a\rAuthorization: b\r\n"));
        all.add(unread("U+0000 in a header", JSON + KEY + "X-Filler: a\0b\r\n"));
        all.add(unread("a space in a header's name", JSON + KEY + "X Filler: a\r\n"));
    }

    private static void idempotencyKey(List<BadCall> all, String path, String line, String message) {
        all.add(good(line, path, JSON + KEY + line + "\r\n", 400, message));
    }

    private static BadCall unread(String name, String headerLines) {
        return good(name, CHAT, headerLines, 400, "Malformed request").in(Envelope.DETAIL);
    }

    private static void types(List<BadCall> all) {
        String json = "Content-Type must be application/json";
        byte[] form = "model=sandbox&messages=x".getBytes(UTF_8);
        for (String path : List.of(CHAT, MESSAGES)) {
            all.add(good("no type", path, KEY, 415, json));
            all.add(good("text", path, KEY + "Content-Type: text/plain\r\n", 415, json));
            all.add(good("any type", path, KEY + "Content-Type: */*\r\n", 415, json));
            all.add(good(
                    "UTF-16 by its type",
                    path,
                    KEY + "Content-Type: application/json; charset=utf-16\r\n",
                    415,
                    json + " in UTF-8"));
            all.add(of(
                    "a form",
                    "POST",
                    path,
                    KEY + "Content-Type: application/x-www-form-urlencoded\r\n",
                    form,
                    415,
                    json));
            all.add(of(
                    "multipart",
                    "POST",
                    path,
                    KEY + "Content-Type: multipart/form-data; boundary=x\r\n",
                    form,
                    415,
                    json));
            all.add(good(
                    "gzip",
                    path,
                    JSON + KEY + "Content-Encoding: gzip\r\n",
                    415,
                    "Content-Encoding is not supported; send the body unencoded"));
            all.add(tooLarge(path, JSON));
        }
        all.add(tooLarge("/v1/moderations", "Content-Type: application/octet-stream\r\n"));
    }

    /** It says so beforehand. */
    private static BadCall tooLarge(String path, String type) {
        return bare(
                "POST",
                path,
                type + KEY + "Content-Length: 33554433\r\n",
                413,
                "Request body is larger than 33554432 bytes");
    }

    private static void methods(List<BadCall> all) {
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "FOO")) {
            all.add(bare(method, CHAT, KEY, 405, "Method Not Allowed"));
        }
        for (String path : List.of("/v1/completions", "/v1/responses", "/v1/embeddings", MESSAGES)) {
            all.add(bare("GET", path, KEY, 405, "Method Not Allowed"));
        }
        for (String path : List.of("/v1/models", "/v1/models/gpt-4")) {
            all.add(bare("POST", path, KEY, 405, "Method Not Allowed"));
            all.add(bare("DELETE", path, KEY, 405, "Method Not Allowed"));
        }
        for (String method : List.of("OPTIONS", "TRACE", "FOO")) {
            all.add(bare(method, "/v1/moderations", KEY, 405, "Method Not Allowed"));
        }
    }

    private static void targets(List<BadCall> all) {
        all.add(bare("GET", "/v1/models/no-such-model", KEY, 404, "The model `no-such-model` does not exist"));
        all.add(bare("POST", "/v1", KEY, 404, "There is no /v1; POST to a path below it"));
        all.add(good(
                "",
                "/v1/chat/completions/",
                JSON + KEY,
                404,
                "There is no /v1/chat/completions/; POST to /v1/chat/completions"));
        all.add(bare("GET", "/v1/files", KEY, 404, "/v1/files is not served here: its use can't be metered"));
        for (String target : List.of(
                "/v1/moderations/../chat/completions", "//v1/chat/completions", "/v1/moderations;x=1", "/V1/models")) {
            all.add(good("", target, JSON + KEY, 404, "Not Found").in(Envelope.DETAIL));
        }
        for (String target : List.of("/v1%2fmodels", "/v1/moderations/%00", "/v1/moderations/%ff", "/v1/models/%zz")) {
            all.add(good("", target, JSON + KEY, 400, "Malformed request").in(Envelope.DETAIL));
        }
        for (String path : List.of(CHAT, MESSAGES, "/v1/moderations")) {
            all.add(good("", path + "?x=%00", JSON + KEY, 400, "query: has control characters"));
            all.add(good("", path + "?x=%zz", JSON + KEY, 400, "query: is not percent-encoded UTF-8"));
        }
    }
}
