package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpSandboxTest {

    private static final String ORDER =
            "{\"exchange\":\"binance\",\"symbol\":\"BTC-USDT\",\"order_reference\":\"%s\",\"wallet_address\":\"0xabc\"";
    private static final String CLAIM = ORDER + ",\"proof_uri\":\"https://example.com/proof.json\",\"proof_sha256\":\""
            + "0".repeat(64) + "\",\"liquidated_amount\":100.5,\"liquidated_price\":50000}";

    private final JpSandbox jp = new JpSandbox("token");

    @ParameterizedTest
    @CsvSource({
        "binance_order_1, true, true, 100.5",
        "half-1, true, true, 50.25",
        "reject-1, false, false, null",
        "reject_claim-1, true, false, null"
    })
    void theOrderReferenceSaysWhatIsAnswered(String reference, boolean order, boolean claim, String amount)
            throws IOException {
        assertThat(text(jp.order("token", bytes((ORDER + "}").formatted(reference)))))
                .startsWith("{\"verified\":" + order + ",\"reason\":")
                .endsWith(",\"liquidated_amount\":null}");
        assertThat(text(jp.claim("token", bytes(CLAIM.formatted(reference)))))
                .startsWith("{\"verified\":" + claim + ",\"reason\":")
                .endsWith(",\"liquidated_amount\":" + amount + "}");
    }

    @Test
    void itMayBeDown() throws IOException {
        assertThat(jp.order("token", bytes((ORDER + "}").formatted("down-1"))).status())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "toke", "TOKEN", "token2"})
    void anotherTokenIsRefused(String token) throws IOException {
        assertThat(jp.order(token, bytes((ORDER + "}").formatted("x"))).status())
                .isEqualTo(401);
        assertThat(new JpSandbox("")
                        .order(token, bytes((ORDER + "}").formatted("x")))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "binance|",
                "0xabc|",
                "https://example.com/proof.json|",
                "100.5|-1",
                "100.5|\"100\"",
                "50000|0",
                "00000000|0000000G",
                "liquidated_price|price",
            })
    void aQuestionThatLacksSomethingIsRefused(String part, String instead) throws IOException {
        String claim = CLAIM.formatted("x").replaceFirst(part, instead == null ? "" : instead);

        assertThat(jp.claim("token", bytes(claim)).status()).isEqualTo(400);
    }

    @Test
    void whatIsNoJsonIsRefused() throws IOException {
        assertThat(jp.order("token", bytes("")).status()).isEqualTo(400);
        assertThat(jp.order("token", bytes("[]")).status()).isEqualTo(400);
    }

    private static String text(SandboxAnswer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(200);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer.body().writeTo(body);
        return body.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
