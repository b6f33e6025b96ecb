package dev.tollgate.liqpass;

import static dev.tollgate.liqpass.BadOrderBodies.CLAIM;
import static dev.tollgate.liqpass.BadOrderBodies.ORDER;
import static dev.tollgate.liqpass.BadRequest.JSON;
import static dev.tollgate.liqpass.BadRequest.KEY;
import static dev.tollgate.liqpass.BadRequest.invalid;
import static dev.tollgate.liqpass.BadRequest.of;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is wrong with a document as a whole, or around it: keys, types, methods, paths and queries of the six endpoints. */
final class BadCalls {

    private static final Map<String, String> GOOD = Map.of("/orders", ORDER, "/claim", CLAIM);

    private BadCalls() {}

    static Stream<BadRequest> all() {
        List<BadRequest> all = new ArrayList<>();
        GOOD.forEach((path, good) -> {
            documents(all, path, good);
            keys(all, path, good);
            types(all, path, good);
        });
        methods(all);
        targets(all);
        return all.stream();
    }

    private static void documents(List<BadRequest> all, String path, String good) {
        String malformed = "body: malformed JSON at …";
        all.add(body(path, "", "body: is empty"));
        all.add(body(path, "null", "body: must be a JSON object"));
        all.add(body(path, "[" + good + "]", "body: must be a JSON object"));
        all.add(body(path, "\"" + path + "\"", "body: must be a JSON object"));
        all.add(body(path, "{", malformed));
        all.add(body(path, good.substring(0, good.length() - 1), malformed));
        all.add(body(path, good + good, malformed));
        all.add(body(path, good.replaceFirst("}$", ",}"), malformed));
        all.add(body(path, good.replace('"', '\''), malformed));
        all.add(body(path, "sku_id=sku_5x_leverage", malformed));
        all.add(body(path, "\uFEFF" + good, "body: must not begin with a byte order mark"));
        all.add(raw(path, good.getBytes(UTF_16LE), "body: must be JSON in UTF-8"));
        all.add(raw(path, good.replace("_", "\u00e4").getBytes(ISO_8859_1), "body: must be JSON in UTF-8"));
        all.add(body(path, deep(good), "body: nested deeper than 64"));
    }

    private static BadRequest body(String path, String body, String message) {
        return invalid(path, JSON + KEY, body, message);
    }

    private static BadRequest raw(String path, byte[] body, String message) {
        return new BadRequest("POST", path, JSON + KEY, body, 400, "INVALID_REQUEST", message);
    }

    private static String deep(String good) {
        return good.replaceFirst("\\{", "{\"x\": " + "[".repeat(64) + "]".repeat(64) + ", ");
    }

    private static void keys(List<BadRequest> all, String path, String good) {
        all.add(of("POST", path, JSON, good, 400, "IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key: is required"));
        all.add(invalid(path, JSON + "Idempotency-Key:\r\n", good, "Idempotency-Key: must not be empty"));
        all.add(invalid(path, JSON + "Idempotency-Key:  \r\n", good, "Idempotency-Key: must not be empty"));
        all.add(invalid(
                path,
                JSON + "Idempotency-Key: " + "k".repeat(256) + "\r\n",
                good,
                "Idempotency-Key: must have at most 255 characters"));
        all.add(invalid(path, JSON + "Idempotency-Key: 订单\r\n", good, "Idempotency-Key: must be printable ASCII"));
        all.add(invalid(path, JSON + "Idempotency-Key: a\tb\r\n", good, "Idempotency-Key: must be printable ASCII"));
        all.add(invalid(path, JSON + KEY + KEY, good, "idempotency-key: must be sent once"));
        all.add(of(
                "POST",
                path,
                JSON + KEY + "X-Filler: " + "x".repeat(17_000) + "\r\n",
                good,
                431,
                "HEADERS_TOO_LARGE",
                "Request headers are larger than 16384 bytes"));
    }

    private static void types(List<BadRequest> all, String path, String good) {
        String json = "Content-Type must be application/json";
        String utf16 = "Content-Type: application/json; charset=utf-16\r\n";
        all.add(unsupported(path, "", good, json));
        all.add(unsupported(path, "Content-Type: text/plain\r\n", good, json));
        all.add(unsupported(path, "Content-Type: */*\r\n", good, json));
        all.add(unsupported(path, "Content-Type: application/x-www-form-urlencoded\r\n", "sku_id=x", json));
        all.add(unsupported(path, utf16, good, json + " in UTF-8"));
        all.add(unsupported(
                path,
                JSON + "Content-Encoding: gzip\r\n",
                good,
                "Content-Encoding is not supported; send the body unencoded"));
        all.add(of(
                "POST",
                path,
                JSON + KEY + "Content-Length: 2097153\r\n",
                "",
                413,
                "REQUEST_TOO_LARGE",
                "Request body is larger than 2097152 bytes"));
    }

    private static BadRequest unsupported(String path, String headerLines, String body, String message) {
        return of("POST", path, headerLines + KEY, body, 415, "UNSUPPORTED_MEDIA_TYPE", message);
    }

    private static void methods(List<BadRequest> all) {
        for (String path : List.of("/orders", "/claim")) {
            for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post")) {
                all.add(wrongMethod(method, path));
            }
        }
        for (String path : List.of("/healthz", "/catalog/skus", "/orders/{order}", "/claim/{claim}")) {
            for (String method : List.of("POST", "DELETE")) {
                all.add(wrongMethod(method, path));
            }
        }
    }

    private static BadRequest wrongMethod(String method, String path) {
        return bare(method, path, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
    }

    private static void targets(List<BadRequest> all) {
        for (String id : List.of(
                "order_abc123",
                "%27%20OR%201=1",
                "%E8%AE%A2%E5%8D%95",
                "%F0%9F%92%A9",
                "{order}%20",
                "%25",
                "x".repeat(4_000),
                "null",
                "{claim}")) {
            all.add(bare("GET", "/orders/" + id, 404, "ORDER_NOT_FOUND", "订单不存在"));
        }
        for (String id : List.of("claim_xyz789", "%27%20OR%201=1", "{claim}%20", "%25", "{order}")) {
            all.add(bare("GET", "/claim/" + id, 404, "CLAIM_NOT_FOUND", "理赔不存在"));
        }
        for (String path : List.of(
                "/orders/",
                "/orders/{order}/",
                "/orders/{order};x=1",
                "/orders//{order}",
                "//orders/{order}",
                "/ORDERS/{order}",
                "/claim/",
                "/claims",
                "/orders/../healthz",
                "/catalog",
                "/catalog/skus/sku_5x_leverage")) {
            all.add(bare("GET", path, 404, "-", "Not Found"));
        }
        for (String path : List.of("/orders/%00", "/orders/%ff", "/orders/%zz", "/claim/a%2fb")) {
            all.add(bare("GET", path, 400, "-", "Malformed request"));
        }
        for (String path : List.of("/healthz", "/catalog/skus", "/orders/{order}", "/claim/{claim}")) {
            all.add(bare("GET", path + "?x=%00", 400, "INVALID_REQUEST", "query: has control characters"));
            all.add(bare("GET", path + "?x=%zz", 400, "INVALID_REQUEST", "query: is not percent-encoded UTF-8"));
        }
        all.add(invalid("/orders?x=%ff", JSON + KEY, ORDER, "query: is not percent-encoded UTF-8"));
        all.add(invalid("/claim?x=%0a", JSON + KEY, CLAIM, "query: has control characters"));
    }

    private static BadRequest bare(String method, String target, int status, String code, String message) {
        return of(method, target, "", "", status, code, message);
    }
}
