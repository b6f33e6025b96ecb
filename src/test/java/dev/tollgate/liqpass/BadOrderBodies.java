package dev.tollgate.liqpass;

import static dev.tollgate.liqpass.BadRequest.JSON;
import static dev.tollgate.liqpass.BadRequest.KEY;
import static dev.tollgate.liqpass.BadRequest.invalid;
import static dev.tollgate.liqpass.BadRequest.of;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Orders and claims that would be taken but for one field. */
final class BadOrderBodies {

    static final String ORDER =
            "{\"sku_id\": \"sku_5x_leverage\", \"wallet_address\": \"{wallet}\", \"exchange\": \"binance\","
                    + " \"symbol\": \"BTCUSDT\", \"order_reference\": \"{reference}\", \"premium_amount\": 0.05}";
    static final String CLAIM =
            "{\"order_id\": \"{order}\", \"reason\": \"position_liquidated\", \"proof_uri\": \"{proof}\","
                    + " \"liquidated_amount\": 100, \"liquidated_price\": 50000}";

    private static final String HEX = "742d35cc6634c0532925a3b8d9d8b9b7c9d8b9b7";

    private static final String ORDERS = """
            sku_id          | null                     | must be a string
            sku_id          | 5                        | must be a string
            sku_id          | ["sku_5x_leverage"]      | must be a string
            sku_id          | ""                       | must not be empty
            sku_id          | "LONG65"                 | must have 64 characters at most
            sku_id          | "a\\u0000"               | must not have U+0000 or half a surrogate pair
            sku_id          | "\\ud800"                | must not have U+0000 or half a surrogate pair
            wallet_address  | null                     | must be a string
            wallet_address  | 0                        | must be a string
            wallet_address  | "0x742d"                 | must be 0x and 40 hex digits
            wallet_address  | "HEX"                    | must be 0x and 40 hex digits
            wallet_address  | "0XHEX"                  | must be 0x and 40 hex digits
            wallet_address  | "0xHEX0"                 | must be 0x and 40 hex digits
            wallet_address  | "0xHEX\\n"               | must be 0x and 40 hex digits
            wallet_address  | "0x７４２d35cc6634c0532925a3b8d9d8b9b7c9d8b9b7" | must be 0x and 40 hex digits
            exchange        | ""                       | must be 1 to 32 letters, digits or any of . _ -
            exchange        | "bin ance"               | must be 1 to 32 letters, digits or any of . _ -
            exchange        | "币安"                    | must be 1 to 32 letters, digits or any of . _ -
            exchange        | "LONG33"                 | must be 1 to 32 letters, digits or any of . _ -
            exchange        | null                     | must be a string
            symbol          | "BTC'USDT"               | must be 1 to 32 letters, digits or any of . _ / : -
            symbol          | "/BTC"                   | must be 1 to 32 letters, digits or any of . _ / : -
            symbol          | {"base": "BTC"}          | must be a string
            order_reference | ""                       | must be 1 to 128 letters, digits or any of . _ : -
            order_reference | "a b"                    | must be 1 to 128 letters, digits or any of . _ : -
            order_reference | "LONG129"                | must be 1 to 128 letters, digits or any of . _ : -
            order_reference | "１２３"                  | must be 1 to 128 letters, digits or any of . _ : -
            order_reference | 123                      | must be a string
            premium_amount  | "0.05"                   | must be a number
            premium_amount  | null                     | must be a number
            premium_amount  | true                     | must be a number
            premium_amount  | 0                        | must be above 0
            premium_amount  | -0.05                    | must be above 0
            premium_amount  | 0.06                     | must be the SKU's premium, 0.05
            premium_amount  | 5e-3                     | must be the SKU's premium, 0.05
            premium_amount  | 0.0500000000000000001    | must be the SKU's premium, 0.05
            premium_amount  | 1e999999                 | must be 1000000000000 at most
            premium_amount  | 1e-999999                | must be a number between 1e-100 and 1e100
            surprise        | 1                        | is not known here
            Sku_id          | "sku_5x_leverage"        | is not known here
            status          | "active"                 | is not known here
            """;

    private static final String CLAIMS = """
            order_id          | null                   | must be a string
            order_id          | {"$ne": null}          | must be a string
            order_id          | ""                     | must not be empty
            order_id          | "LONG65"               | must have 64 characters at most
            reason            | null                   | must be a string
            reason            | ""                     | must be 1 to 64 letters, digits, spaces or any of _ . -, such as position_liquidated
            reason            | "LONG65"               | must be 1 to 64 letters, digits, spaces or any of _ . -, such as position_liquidated
            reason            | "爆仓"                  | must be 1 to 64 letters, digits, spaces or any of _ . -, such as position_liquidated
            reason            | "a\\nb"                | must be 1 to 64 letters, digits, spaces or any of _ . -, such as position_liquidated
            proof_uri         | null                   | must be a string
            proof_uri         | 5                      | must be a string
            proof_uri         | ["https://example.com/"] | must be a string
            proof_uri         | "https://a\\u0000b"    | must not have U+0000 or half a surrogate pair
            liquidated_amount | "100"                  | must be a number
            liquidated_amount | null                   | must be a number
            liquidated_amount | true                   | must be a number
            liquidated_amount | 0                      | must be above 0
            liquidated_amount | -0                     | must be above 0
            liquidated_amount | -100                   | must be above 0
            liquidated_amount | 1e999999               | must be 1000000000000 at most
            liquidated_amount | 1000000000000.1        | must be 1000000000000 at most
            liquidated_amount | 1e-19                  | must have 18 decimals at most
            liquidated_amount | 100.0000000000000000001 | must have 18 decimals at most
            liquidated_price  | "50000"                | must be a number
            liquidated_price  | 0                      | must be above 0
            liquidated_price  | -1                     | must be above 0
            liquidated_price  | 1e13                   | must be 1000000000000 at most
            payout_amount     | 500                    | is not known here
            estimated_payout  | 500                    | is not known here
            """;

    private static final Pattern NAME = Pattern.compile("\"([a-z_]+)\": ");
    private static final Pattern LONG = Pattern.compile("LONG([0-9]+)");

    /** Of a number: what JSON doesn't know. */
    private static final List<String> NO_NUMBERS =
            List.of("NaN", "Infinity", "0x10", "00.05", ".05", "5.", "+1", "１００", "1,5");

    private BadOrderBodies() {}

    static Stream<BadRequest> all() {
        return Stream.of(
                        fields("/orders", ORDER, ORDERS),
                        fields("/claim", CLAIM, CLAIMS),
                        missing("/orders", ORDER),
                        missing("/claim", CLAIM),
                        others())
                .flatMap(rows -> rows);
    }

    private static Stream<BadRequest> fields(String path, String whole, String table) {
        return table.lines()
                .map(line -> line.split(" *\\| ", 3))
                .map(cells -> invalid(
                        path, JSON + KEY, with(whole, cells[0], value(cells[1])), cells[0] + ": " + cells[2].strip()));
    }

    private static Stream<BadRequest> missing(String path, String whole) {
        return NAME.matcher(whole)
                .results()
                .map(name -> name.group(1))
                .map(name -> invalid(
                        path,
                        JSON + KEY,
                        whole.replaceFirst("\"" + name + "\": (\"[^\"]*\"|[0-9.]+)(, )?", "")
                                .replace(", }", "}"),
                        name + ": is required"));
    }

    private static Stream<BadRequest> others() {
        Stream<BadRequest> numbers = NO_NUMBERS.stream()
                .flatMap(number -> Stream.of(
                        invalid(
                                "/orders",
                                JSON + KEY,
                                with(ORDER, "premium_amount", number),
                                "body: malformed JSON at …"),
                        invalid(
                                "/claim",
                                JSON + KEY,
                                with(CLAIM, "liquidated_amount", number),
                                "body: malformed JSON at …")));
        return Stream.concat(
                numbers,
                Stream.of(
                        invalid(
                                "/orders",
                                JSON + KEY,
                                with(ORDER, "premium_amount", "0." + "0".repeat(80) + "5"),
                                "body: a number is longer than 78 characters"),
                        invalid(
                                "/orders",
                                JSON + KEY,
                                with(ORDER, "premium_amount", "0.05, \"premium_amount\": 0.05"),
                                "body: duplicate key at …"),
                        invalid(
                                "/claim",
                                JSON + KEY,
                                with(CLAIM, "order_id", "\"{order}\", \"order_id\": \"{order}\""),
                                "body: duplicate key at …"),
                        of(
                                "POST",
                                "/orders",
                                JSON + KEY,
                                with(ORDER, "sku_id", "\"SKU_5X_LEVERAGE\""),
                                400,
                                "INVALID_SKU",
                                "无效的SKU ID"),
                        notFound("order_abc123"),
                        notFound("{order}' OR '1'='1"),
                        notFound("{order} "),
                        notFound("订单")));
    }

    private static BadRequest notFound(String order) {
        return of(
                "POST",
                "/claim",
                JSON + KEY,
                with(CLAIM, "order_id", "\"" + order + "\""),
                404,
                "ORDER_NOT_FOUND",
                "订单不存在");
    }

    /** The whole with another value for a field, or with one field more. */
    private static String with(String whole, String field, String value) {
        return whole.contains("\"" + field + "\":")
                ? whole.replaceFirst(
                        "\"" + field + "\": (\"[^\"]*\"|[0-9.]+)",
                        Matcher.quoteReplacement("\"" + field + "\": " + value))
                : whole.replaceFirst("}$", Matcher.quoteReplacement(", \"" + field + "\": " + value + "}"));
    }

    private static String value(String cell) {
        String value = cell.strip().replace("HEX", HEX);
        Matcher length = LONG.matcher(value);
        return length.find() ? length.replaceFirst("x".repeat(Integer.parseInt(length.group(1)))) : value;
    }
}
