package dev.tollgate.wallet;

import static dev.tollgate.wallet.BadRequest.BALANCE;
import static dev.tollgate.wallet.BadRequest.DEPOSIT;
import static dev.tollgate.wallet.BadRequest.QUOTE;
import static dev.tollgate.wallet.BadRequest.RECHARGE;
import static dev.tollgate.wallet.BadRequest.WALLET;
import static dev.tollgate.wallet.BadRequest.bare;
import static dev.tollgate.wallet.BadRequest.inOrder;
import static dev.tollgate.wallet.BadRequest.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The right JSON with wrong values in it. */
final class BadFields {

    private static final String PLAIN_DECIMAL = "amount: must be a plain decimal number";
    private static final String DECIMAL_STRING = "amount: must be a decimal string of MON";
    private static final String ADDRESS = "user_address: must be 0x and 40 hex digits";
    private static final String WEI = "amount_wei: must be a whole number of wei, in decimal digits";
    private static final String UNSTORABLE = "must not have U+0000 or half a surrogate pair";
    private static final String HASH = "0x" + "ab".repeat(32);

    private BadFields() {}

    static List<BadRequest> all() {
        List<BadRequest> all = new ArrayList<>();
        amounts(all);
        addresses(all);
        deposits(all);
        otherFields(all);
        return all;
    }

    private static void amounts(List<BadRequest> all) {
        Map<String, String> amounts = inOrder(
                Map.entry("\"0\"", "amount: must be more than 0"),
                Map.entry("\"0.000\"", "amount: must be more than 0"),
                Map.entry("\"-1\"", PLAIN_DECIMAL),
                Map.entry("\"+1\"", PLAIN_DECIMAL),
                Map.entry("\"1e3\"", PLAIN_DECIMAL),
                Map.entry("\"1e999999\"", PLAIN_DECIMAL),
                Map.entry("\"NaN\"", PLAIN_DECIMAL),
                Map.entry("\"Infinity\"", PLAIN_DECIMAL),
                Map.entry("\"-Infinity\"", PLAIN_DECIMAL),
                Map.entry("\"0x10\"", PLAIN_DECIMAL),
                Map.entry("\"１.0\"", PLAIN_DECIMAL),
                Map.entry("\"١٢\"", PLAIN_DECIMAL),
                Map.entry("\"¹\"", PLAIN_DECIMAL),
                Map.entry("\" 1\"", PLAIN_DECIMAL),
                Map.entry("\"1 \"", PLAIN_DECIMAL),
                Map.entry("\"1\\n\"", PLAIN_DECIMAL),
                Map.entry("\"1\u00a0\"", PLAIN_DECIMAL),
                Map.entry("\"1,0\"", PLAIN_DECIMAL),
                Map.entry("\"1.\"", PLAIN_DECIMAL),
                Map.entry("\".5\"", PLAIN_DECIMAL),
                Map.entry("\"1.0.0\"", PLAIN_DECIMAL),
                Map.entry("\"1_000\"", PLAIN_DECIMAL),
                Map.entry("\"'1.0'\"", PLAIN_DECIMAL),
                Map.entry("\"\\\"1.0\\\"\"", PLAIN_DECIMAL),
                Map.entry("\"\"", PLAIN_DECIMAL),
                Map.entry("\"null\"", PLAIN_DECIMAL),
                Map.entry("\"${body}\"", PLAIN_DECIMAL),
                Map.entry("\"1\\u0000\"", "amount: " + UNSTORABLE),
                Map.entry("\"1.0000000000000000001\"", "amount: must have at most 18 decimals"),
                Map.entry("\"1" + "0".repeat(60) + "\"", "amount: is too large"),
                Map.entry("\"" + "9".repeat(121) + "\"", PLAIN_DECIMAL),
                Map.entry("\"" + "9".repeat(1_000_000) + "\"", PLAIN_DECIMAL),
                Map.entry("1", DECIMAL_STRING),
                Map.entry("1.5", DECIMAL_STRING),
                Map.entry("-1e400", DECIMAL_STRING),
                Map.entry("null", DECIMAL_STRING),
                Map.entry("true", DECIMAL_STRING),
                Map.entry("[\"1\"]", DECIMAL_STRING),
                Map.entry("{\"mon\":\"1\"}", DECIMAL_STRING));
        for (String path : List.of(QUOTE, RECHARGE)) {
            amounts.forEach((amount, answer) ->
                    all.add(json(path, "{\"amount\":" + amount + ",\"user_address\":\"" + WALLET + "\"}", answer)));
            all.add(json(path, "{\"user_address\":\"" + WALLET + "\"}", "amount: is required"));
        }
    }

    private static void addresses(List<BadRequest> all) {
        Map<String, String> addresses = inOrder(
                Map.entry("\"\"", ADDRESS),
                Map.entry("\"0x\"", ADDRESS),
                Map.entry("\"null\"", ADDRESS),
                Map.entry("\"" + WALLET.substring(2) + "\"", ADDRESS),
                Map.entry("\"" + WALLET + "0\"", ADDRESS),
                Map.entry("\"" + WALLET + "\\n\"", ADDRESS),
                Map.entry("\"'" + WALLET + "'\"", ADDRESS),
                Map.entry("\" " + WALLET + "\"", ADDRESS),
                Map.entry("\"0X" + WALLET.substring(2) + "\"", ADDRESS),
                Map.entry("\"" + WALLET.replace('a', 'g') + "\"", ADDRESS),
                Map.entry("\"" + WALLET.replace('a', 'ａ') + "\"", ADDRESS),
                Map.entry("\"" + WALLET.replace('a', '\u0430') + "\"", ADDRESS),
                Map.entry("\"0x" + "\\u0000".repeat(40) + "\"", ADDRESS),
                Map.entry("\"" + "0x".repeat(500_000) + "\"", ADDRESS),
                Map.entry("\"wallet:" + WALLET + "\"", ADDRESS),
                Map.entry("\"system:revenue\"", ADDRESS),
                Map.entry("null", "user_address: must be a string"),
                Map.entry("7", "user_address: must be a string"),
                Map.entry("[\"" + WALLET + "\"]", "user_address: must be a string"),
                Map.entry("{}", "user_address: must be a string"));
        for (String path : List.of(QUOTE, RECHARGE, BALANCE)) {
            addresses.forEach((address, answer) ->
                    all.add(json(path, "{\"amount\":\"1.0\",\"user_address\":" + address + "}", answer)));
            all.add(json(path, "{\"amount\":\"1.0\"}", "user_address: is required"));
        }
        for (String address :
                List.of("null", "0x", WALLET + "0", "'" + WALLET + "'", "%22" + WALLET + "%22", "%20" + WALLET)) {
            all.add(bare("GET", BALANCE + "/" + address, "", 400, ADDRESS));
        }
    }

    private static void deposits(List<BadRequest> all) {
        Map<String, String> amounts = inOrder(
                Map.entry("\"0\"", "amount_wei: must be more than 0"),
                Map.entry("\"1.0\"", WEI),
                Map.entry("\"-1\"", WEI),
                Map.entry("\"1e18\"", WEI),
                Map.entry("\"0x1\"", WEI),
                Map.entry("\"１\"", WEI),
                Map.entry("\"1\\n\"", WEI),
                Map.entry("\"" + "9".repeat(79) + "\"", WEI),
                Map.entry("1000000000000000000", "amount_wei: must be a string of decimal digits"),
                Map.entry("null", "amount_wei: must be a string of decimal digits"));
        amounts.forEach((amount, answer) -> all.add(json(
                DEPOSIT,
                "{\"amount_wei\":" + amount + ",\"user_address\":\"" + WALLET + "\",\"tx_hash\":\"" + HASH + "\"}",
                answer)));
        for (String hash :
                List.of("\"0x\"", "\"" + WALLET + "\"", "\"" + HASH + "00\"", "\"null\"", "\"" + HASH + "\\n\"")) {
            all.add(json(
                    DEPOSIT,
                    "{\"tx_hash\":" + hash + ",\"amount_wei\":\"1\",\"user_address\":\"" + WALLET + "\"}",
                    "tx_hash: must be 0x and 64 hex digits"));
        }
        all.add(json(DEPOSIT, "{\"amount_wei\":\"1\",\"user_address\":\"" + WALLET + "\"}", "tx_hash: is required"));
    }

    private static void otherFields(List<BadRequest> all) {
        String word = "client_type: must be 1 to 32 letters, digits or any of . _ -";
        Map<String, String> types = inOrder(
                Map.entry("\"\"", word),
                Map.entry("\"" + "x".repeat(33) + "\"", word),
                Map.entry("\"mcp\\n\"", word),
                Map.entry("\"<script>\"", word),
                Map.entry("\"m\\u0000\"", word),
                Map.entry("7", "client_type: must be a string"),
                Map.entry("null", "client_type: must be a string"));
        types.forEach((type, answer) -> all.add(json(
                RECHARGE,
                "{\"client_type\":" + type + ",\"amount\":\"1.0\",\"user_address\":\"" + WALLET + "\"}",
                answer)));
    }
}
