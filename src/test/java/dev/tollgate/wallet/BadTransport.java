package dev.tollgate.wallet;

import static dev.tollgate.wallet.BadRequest.BALANCE;
import static dev.tollgate.wallet.BadRequest.DEPOSIT;
import static dev.tollgate.wallet.BadRequest.JSON;
import static dev.tollgate.wallet.BadRequest.MESSAGES;
import static dev.tollgate.wallet.BadRequest.QUOTE;
import static dev.tollgate.wallet.BadRequest.RECHARGE;
import static dev.tollgate.wallet.BadRequest.SDK_MESSAGES;
import static dev.tollgate.wallet.BadRequest.WALLET;
import static dev.tollgate.wallet.BadRequest.bare;
import static dev.tollgate.wallet.BadRequest.inOrder;
import static dev.tollgate.wallet.BadRequest.json;
import static dev.tollgate.wallet.BadRequest.message;
import static dev.tollgate.wallet.BadRequest.post;
import static dev.tollgate.wallet.BadRequest.wallet;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What is wrong around the body: headers, types, methods, paths, queries. */
final class BadTransport {

    private BadTransport() {}

    static List<BadRequest> all() {
        List<BadRequest> all = new ArrayList<>();
        headers(all);
        contentTypes(all);
        methods(all);
        paths(all);
        queries(all);
        return all;
    }

    private static void headers(List<BadRequest> all) {
        byte[] good = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .getBytes(UTF_8);
        String address = "X-User-Address: must be 0x and 40 hex digits";
        String type = "invalid_request_error";
        all.addAll(message("without X-User-Address", JSON, good, 400, address, type));
        all.addAll(message("with an empty X-User-Address", JSON + "X-User-Address:\r\n", good, 400, address, type));
        all.addAll(message(
                "with a wrong X-User-Address", JSON + "X-User-Address: " + WALLET + "0\r\n", good, 400, address, type));
        all.addAll(message(
                "with two X-User-Address",
                JSON + wallet() + wallet(),
                good,
                400,
                "x-user-address: must be sent once",
                type));
        all.addAll(message(
                "with two Idempotency-Keys",
                JSON + wallet() + "Idempotency-Key: a\r\nidempotency-key: a\r\n",
                good,
                400,
                "idempotency-key: must be sent once",
                type));
        all.addAll(message(
                "with an empty Idempotency-Key",
                JSON + wallet() + "Idempotency-Key:\r\n",
                good,
                400,
                "Idempotency-Key: must not be empty",
                type));
        all.addAll(message(
                "with a long Idempotency-Key",
                JSON + wallet() + "Idempotency-Key: " + "k".repeat(256) + "\r\n",
                good,
                400,
                "Idempotency-Key: must have at most 255 characters",
                type));
        all.addAll(message(
                "with an Idempotency-Key in Latin 1",
                JSON + wallet() + "Idempotency-Key: ü\r\n",
                good,
                400,
                "Idempotency-Key: must be printable ASCII",
                type));
        all.addAll(message(
                "with large headers",
                JSON + wallet() + "X-Filler: " + "x".repeat(17_000) + "\r\n",
                good,
                431,
                "Request headers are larger than 16384 bytes",
                type));
    }

    private static void contentTypes(List<BadRequest> all) {
        byte[] good = ("{\"user_address\":\"" + WALLET + "\",\"amount\":\"1.0\"}").getBytes(UTF_8);
        byte[] form = ("user_address=" + WALLET + "&amount=1.0").getBytes(UTF_8);
        String json = "Content-Type must be application/json";
        for (String path : List.of(QUOTE, RECHARGE, BALANCE, DEPOSIT)) {
            all.add(post(path + " without a type", path, "", good, 415, json));
            all.add(post(path + " as text", path, "Content-Type: text/plain\r\n", good, 415, json));
            all.add(post(path + " as anything", path, "Content-Type: */*\r\n", good, 415, json));
            all.add(post(path + " as nonsense", path, "Content-Type: json\r\n", good, 415, json));
            all.add(post(
                    path + " as a form", path, "Content-Type: application/x-www-form-urlencoded\r\n", form, 415, json));
        }
        all.add(post("multipart", RECHARGE, "Content-Type: multipart/form-data; boundary=x\r\n", form, 415, json));
        all.add(post(
                "UTF-16 by its type",
                RECHARGE,
                "Content-Type: application/json; charset=utf-16\r\n",
                good,
                415,
                json + " in UTF-8"));
        all.add(post(
                "a charset that doesn't exist",
                RECHARGE,
                "Content-Type: application/json; charset=klingon\r\n",
                good,
                415,
                json));
        all.add(post("two types", RECHARGE, JSON + JSON, good, 400, "content-type: must be sent once"));
        String encoded = "Content-Encoding is not supported; send the body unencoded";
        all.add(post("gzip", RECHARGE, JSON + "Content-Encoding: gzip\r\n", gzip(good), 415, encoded));
        all.add(post(
                "gzip after identity",
                RECHARGE,
                JSON + "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n",
                gzip(good),
                415,
                encoded));
        all.addAll(message(
                "as a form",
                "Content-Type: application/x-www-form-urlencoded\r\n" + wallet(),
                form,
                415,
                json,
                "invalid_request_error"));
        all.addAll(message(
                "gzip",
                JSON + wallet() + "Content-Encoding: gzip\r\n",
                gzip(good),
                415,
                encoded,
                "invalid_request_error"));
    }

    private static void methods(List<BadRequest> all) {
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "FOO")) {
            all.add(bare(method, RECHARGE, "", 405, "Method Not Allowed"));
        }
        for (String path : List.of(QUOTE, BALANCE, DEPOSIT, MESSAGES)) {
            all.add(bare("GET", path, "", 405, "Method Not Allowed"));
        }
        for (String path : List.of("/wallet/v1/transactions", "/wallet/v1/usage", BALANCE + "/" + WALLET)) {
            all.add(bare("POST", path, wallet(), 405, "Method Not Allowed"));
            all.add(bare("TRACE", path, wallet(), 405, "Method Not Allowed"));
        }
        all.add(new BadRequest(
                "GET " + SDK_MESSAGES,
                RawHttp.request("GET", SDK_MESSAGES, "", new byte[0]),
                405,
                "Method Not Allowed",
                "invalid_request_error"));
        all.add(bare("CONNECT", BALANCE, "", 501, "Not Implemented"));
    }

    private static void paths(List<BadRequest> all) {
        for (String path : List.of(
                "/",
                "/nope",
                "/api",
                "/api/v1",
                "/api/v1/balance/",
                "/api/v1/balance/" + WALLET + "/",
                "/api/v1/balance/" + WALLET + "/x",
                "/API/v1/balance/" + WALLET,
                "//api/v1/balance/" + WALLET,
                "/api//v1/balance/" + WALLET,
                "/api/./v1/balance/" + WALLET,
                "/api/x/../v1/balance/" + WALLET,
                "/api/%2e/v1/balance/" + WALLET,
                "/api/x/%2e%2e/v1/balance/" + WALLET,
                "/api/x/%2E./v1/balance/" + WALLET,
                "/api/v1/balance/" + WALLET + ";jsessionid=1",
                "/api;x=1/v1/balance/" + WALLET,
                "/operator/audit",
                "/operator",
                "/x/../operator/audit",
                "/actuator/health",
                "/error",
                "/index.html",
                "/WEB-INF/web.xml",
                "/.env",
                "/application.yaml")) {
            all.add(bare("GET", path, wallet(), 404, "Not Found"));
        }
        for (String path : List.of(
                "/api/v1/balance/%00" + WALLET,
                "/api/v1%2fbalance/" + WALLET,
                "/api/v1%5cbalance/" + WALLET,
                "/api\\v1/balance/" + WALLET,
                "/api/v1/balance/%ff",
                "/api/v1/balance/%zz",
                "/api/v1/balance/%",
                "/api/v1/balance/${user}",
                "/api/v1/balance/ü",
                "/../../etc/passwd",
                "/%2e%2e/etc/passwd",
                "balance",
                "*")) {
            all.add(bare("GET", path, wallet(), 400, "Malformed request"));
        }
    }

    private static void queries(List<BadRequest> all) {
        String page = "page: must be an integer from 1 to 1000000";
        String pageSize = "page_size: must be an integer from 1 to 200";
        Map<String, String> queries = inOrder(
                Map.entry("page=0", page),
                Map.entry("page=-1", page),
                Map.entry("page=", page),
                Map.entry("page", page),
                Map.entry("page=x", page),
                Map.entry("page=1.0", page),
                Map.entry("page=1e3", page),
                Map.entry("page=%EF%BC%91", page),
                Map.entry("page=+1", page),
                Map.entry("page=1000001", page),
                Map.entry("page=99999999999999999999", page),
                Map.entry("page=0&page=1", page),
                Map.entry("page_size=0", pageSize),
                Map.entry("page_size=201", pageSize),
                Map.entry("page_size=null", pageSize),
                Map.entry("page=%zz", "query: is not percent-encoded UTF-8"),
                Map.entry("page=%ff", "query: is not percent-encoded UTF-8"),
                Map.entry("page=%", "query: is not percent-encoded UTF-8"),
                Map.entry("x=%00", "query: has control characters"),
                Map.entry("x=%0d%0aSet-Cookie:a", "query: has control characters"));
        for (String path : List.of("/wallet/v1/transactions", "/wallet/v1/usage")) {
            queries.forEach((query, answer) -> all.add(bare("GET", path + "?" + query, wallet(), 400, answer)));
            all.add(bare("GET", path, "", 400, "X-User-Address: must be 0x and 40 hex digits"));
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
