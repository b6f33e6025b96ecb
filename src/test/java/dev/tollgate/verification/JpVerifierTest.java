package dev.tollgate.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.fetch.Fetched;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpVerifierTest {

    private static final Map<String, Object> ORDER = Map.of(
            "sku_id", "sku_5x_leverage",
            "exchange", "binance",
            "symbol", "BTC-USDT",
            "order_reference", "a \"b\" \\ 证",
            "wallet_address", "0xABC",
            "premium_amount", new BigDecimal("0.05"));

    private final JpVerifier verifier = new JpVerifier(new JpVerifySettings("https://jp.example.com", "token"));
    private final Question aboutOrder = verifier.orderQuestion(ORDER);

    @Test
    void asksAboutAnOrderWithWhatTheContractNamesAndNothingElse() {
        assertThat(aboutOrder.aboutClaim()).isFalse();
        assertThat(text(aboutOrder))
                .isEqualTo("{\"exchange\":\"binance\",\"symbol\":\"BTC-USDT\","
                        + "\"order_reference\":\"a \\\"b\\\" \\\\ 证\",\"wallet_address\":\"0xABC\"}");
    }

    @Test
    void asksAboutAClaimWithPlainNumbers() {
        Question question = claimQuestion();

        assertThat(question.aboutClaim()).isTrue();
        assertThat(text(question))
                .isEqualTo("{\"exchange\":\"binance\",\"symbol\":\"BTC-USDT\","
                        + "\"order_reference\":\"a \\\"b\\\" \\\\ 证\",\"wallet_address\":\"0xABC\","
                        + "\"proof_uri\":\"https://example.com/proof.json\",\"proof_sha256\":\"00ff\","
                        + "\"liquidated_amount\":0.0000001,\"liquidated_price\":50000}");
    }

    @Test
    void theTokenIsABearers() {
        assertThat(verifier.authorization()).isEqualTo("Bearer token");
        assertThat(new JpVerifySettings("https://jp.example.com", "token"))
                .asString()
                .doesNotContain("token");
    }

    @ParameterizedTest
    @CsvSource({"'', token", "https://jp.example.com, ''", "' ', token", "'', ''"})
    void withoutAServerThereIsNothingToAsk(String url, String token) {
        JpVerifier off = new JpVerifier(new JpVerifySettings(url, token));

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> off.orderQuestion(ORDER))
                .matches(refusal -> refusal.status() == 503 && refusal.retryAfter() != null)
                .withMessageContaining("JP_VERIFY_URL");
    }

    @Test
    void readsAYesAndANo() {
        assertThat(answer("{\"verified\":true,\"reason\":null,\"liquidated_amount\":null}"))
                .isEqualTo(new Verification(true, null, null));
        assertThat(answer("{\"verified\":true}")).isEqualTo(new Verification(true, null, null));
        assertThat(answer("{\"verified\":false,\"reason\":\"unknown\",\"more\":[1]}"))
                .isEqualTo(new Verification(false, "unknown", null));
        assertThat(answer("{\"verified\":false,\"reason\":\"a\\u0000b\"}"))
                .isEqualTo(new Verification(false, "a\uFFFDb", null));
        assertThat(answer("{\"verified\":false,\"reason\":\"" + "x".repeat(600) + "\"}")
                        .reason())
                .isEqualTo("x".repeat(500));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0, 0",
        "100, 100",
        "1e2, 100",
        "50.5, 50.5",
        "0.000000000000000001, 0.000000000000000001",
        "99999999999999999999999999999999999999, 99999999999999999999999999999999999999"
    })
    void readsAmountsExactly(String sent, BigDecimal read) {
        Verification verification = verifier.answer(claimQuestion(), 200, yes(sent));

        assertThat(verification.verified()).isTrue();
        assertThat(verification.liquidatedAmount()).isEqualByComparingTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "[]",
                "{}",
                "yes",
                "<html>",
                "{\"verified\":true",
                "{\"verified\":true} {\"verified\":true}",
                "{\"verified\":true,\"verified\":false}",
                "{\"verified\":\"true\"}",
                "{\"verified\":1}",
                "{\"verified\":null}",
                "{\"Verified\":true}",
                "{\"verified\":true,\"reason\":7}",
                "{\"verified\":true,\"liquidated_amount\":\"100\"}",
                "{\"verified\":true,\"liquidated_amount\":-1}",
                "{\"verified\":true,\"liquidated_amount\":true}",
                "{\"verified\":true,\"liquidated_amount\":NaN}",
                "{\"verified\":true,\"liquidated_amount\":1e39}",
                "{\"verified\":true,\"liquidated_amount\":1e999999999}",
                "{\"verified\":true,\"liquidated_amount\":1e-19}",
                "{\"verified\":true,\"liquidated_amount\":1e-999999999}",
                "{\"verified\":true,\"liquidated_amount\":0x10}",
                "{\"verified\":true,\"liquidated_amount\":1111111111111111111111111111111111111111111111111111111111111111111111111111111}",
            })
    void nonsenseIsNeitherYesNorNo(String body) {
        assertUnavailable(aboutOrder, 200, body);
    }

    @Test
    void aYesToAClaimSaysWhatWasLiquidated() {
        assertUnavailable(claimQuestion(), 200, "{\"verified\":true,\"liquidated_amount\":null}");
        assertUnavailable(claimQuestion(), 200, "{\"verified\":true}");
        assertThat(verifier.answer(claimQuestion(), 200, bytes("{\"verified\":false}")))
                .isEqualTo(new Verification(false, null, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 400, 401, 403, 404, 429, 500, 503})
    void anyOtherStatusIsNoAnswer(int status) {
        assertUnavailable(aboutOrder, status, "{\"verified\":true}");
    }

    private Question claimQuestion() {
        Map<String, Object> claim = new HashMap<>(ORDER);
        claim.put("claim_id", "claim_1");
        claim.put("proof_uri", "https://example.com/proof.json");
        claim.put("liquidated_amount", new BigDecimal("1E-7"));
        claim.put("liquidated_price", new BigDecimal("5E+4"));
        return verifier.claimQuestion(claim, new Fetched("00ff", 2, null));
    }

    private Verification answer(String body) {
        return verifier.answer(aboutOrder, 200, bytes(body));
    }

    private void assertUnavailable(Question question, int status, String body) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> verifier.answer(question, status, bytes(body)))
                .matches(refusal -> refusal.status() == 503
                        && refusal.code().equals("unavailable")
                        && Duration.ofSeconds(5).equals(refusal.retryAfter()));
    }

    private static byte[] yes(String amount) {
        return bytes("{\"verified\":true,\"reason\":null,\"liquidated_amount\":" + amount + "}");
    }

    private static String text(Question question) {
        return new String(question.json(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
