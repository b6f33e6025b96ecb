package dev.tollgate.liqpass;

import static dev.tollgate.cover.Buyer.data;
import static dev.tollgate.cover.Buyer.errorCode;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims as they are filed: the document's example field for field, idempotency, the estimate, and each refusal. */
class ClaimsTest {

    private static final Gateway GATEWAY = Gateway.shared();

    private Buyer buyer;

    @BeforeEach
    void aWalletWithMoney() {
        buyer = Buyer.with(GATEWAY, "1.0");
    }

    @Test
    void aClaimIsFiledAsTheDocumentSays() {
        String order = buyer.buy();

        HttpResponse<String> answer = buyer.claim(order, "claim_create_" + order + "_1704096000");

        JsonNode filed = data(200, answer);
        String claim = filed.path("claim_id").asText();
        String filedAt = filed.path("filed_at").asText();
        assertThat(claim).matches("claim_[0-9a-f]{32}");
        assertThat(filedAt).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Duration.between(Instant.parse(filedAt), Instant.now()).abs())
                .isLessThan(Duration.ofSeconds(30));
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"success\":true,\"data\":{\"claim_id\":\"" + claim + "\",\"order_id\":\"" + order
                        + "\",\"status\":\"filed\",\"filed_at\":\"" + filedAt
                        + "\",\"estimated_payout\":500},\"message\":\"理赔申请提交成功\"}");
        assertThat(buyer.shown(order).path("status").asText()).isEqualTo("claimed");
    }

    /** Its proof can't be fetched yet, so that it stays as it is. */
    @Test
    void aClaimIsShownAsTheDocumentSaysWithWhatItHasNotYetAsNull() {
        String order = buyer.buy();
        String body = buyer.claimBody(order, "100").replace("proof.json", "none.json");
        JsonNode filed = data(200, GATEWAY.post("/claim", body, "Idempotency-Key", key()));
        String claim = filed.path("claim_id").asText();

        JsonNode answer = expect(200, GATEWAY.get("/claim/" + claim));

        assertThat(answer.fieldNames()).toIterable().containsExactlyInAnyOrder("success", "data", "message");
        assertThat(answer.path("success").booleanValue()).isTrue();
        assertThat(answer.path("message").asText()).isEqualTo("获取理赔详情成功");
        JsonNode shown = answer.path("data");
        assertThat(shown)
                .isEqualTo(Gateway.parse("{\"claim_id\":\"" + claim + "\",\"order_id\":\"" + order
                        + "\",\"status\":\"filed\",\"reason\":\"position_liquidated\",\"proof_uri\":\"" + GATEWAY.url()
                        + "/sandbox/jp/none.json\",\"filed_at\":\""
                        + filed.path("filed_at").asText()
                        + "\",\"verified_at\":null,\"payout_amount\":null,\"payout_tx_hash\":null}"));
        assertThat(buyer.shown(order).path("claims")).containsExactly(shown);
    }

    @Test
    void aKeyIsAnsweredAsTheTableSays() {
        String order = buyer.buy();
        String key = key();

        HttpResponse<String> without = GATEWAY.post("/claim", buyer.claimBody(order, "100"));
        HttpResponse<String> first = buyer.claim(order, key);
        HttpResponse<String> again = buyer.claim(order, key);
        HttpResponse<String> other = GATEWAY.post("/claim", buyer.claimBody(order, "99"), "Idempotency-Key", key);

        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"IDEMPOTENCY_KEY_REQUIRED\","
                        + "\"message\":\"Idempotency-Key: is required\"}}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("idempotency-replayed")).isEmpty();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(errorCode(other)).isEqualTo("IDEMPOTENCY_KEY_MISMATCH");
        assertThat(buyer.shown(order).path("claims")).hasSize(1);
    }

    @Test
    void theKeyOfAnotherWalletIsAnotherKey() {
        Buyer other = Buyer.with(GATEWAY, "1.0");
        String order = buyer.buy();
        String others = other.buy();
        String key = key();

        JsonNode mine = data(200, buyer.claim(order, key));
        HttpResponse<String> theirs = other.claim(others, key);

        assertThat(data(200, theirs).path("order_id").asText()).isEqualTo(others);
        assertThat(data(200, theirs).path("claim_id")).isNotEqualTo(mine.path("claim_id"));
        assertThat(theirs.headers().firstValue("idempotency-replayed")).isEmpty();
    }

    /** min(liquidated_amount x 5, 0.05 x 10 x 1000, 1000), exactly. */
    @ParameterizedTest
    @CsvSource({
        "100, 500",
        "0.3, 1.5",
        "99.999999999999999999, 499.999999999999999995",
        "100.000000000000000001, 500",
        "33.3333333333333333, 166.6666666666666665",
        "1e1, 50",
        "2.50, 12.5",
        "0.000000000000000001, 0.000000000000000005",
        "1000000000000, 500",
    })
    void theEstimateIsExactAndNoMoreThanTheCover(String amount, String estimate) {
        HttpResponse<String> answer =
                GATEWAY.post("/claim", buyer.claimBody(buyer.buy(), amount), "Idempotency-Key", key());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"estimated_payout\":" + estimate + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/proof.json",
                "https://user:password@example.com/proof.json",
                "https://10.0.0.1/proof.json",
                "https://0x7f000001/proof.json",
                "https://[fe80::1]/proof.json",
                "https://169.254.169.254/latest/meta-data",
                "https://metadata.internal/proof.json",
                "proof.json",
                "",
                "LONG",
            })
    void aProofThatIsNeverFetchedIsRefusedAndItsKeyGivenBack(String proof) {
        String order = buyer.buy();
        String key = key();
        String address = proof.equals("LONG") ? "https://example.com/" + "x".repeat(2_029) : proof;
        String body = buyer.claimBody(order, "100").replace(buyer.proof(), address);

        HttpResponse<String> answer = GATEWAY.post("/claim", body, "Idempotency-Key", key);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(error("INVALID_PROOF", "无效的证明文件"));
        assertThat(buyer.shown(order).path("claims")).isEmpty();
        assertThat(buyer.shown(order).path("status").asText()).isIn("paid", "active");
        assertThat(buyer.claim(order, key).statusCode()).isEqualTo(200);
    }

    @Test
    void aLossThatComesToNothingIsNotClaimed() {
        ApiUser admin = ApiUser.admin(GATEWAY);
        String sku = NewSku.id();
        expect(201, admin.post("/admin/liqpass/skus", NewSku.json(sku, "0.01", "100", "0.1", "90")));
        expect(200, admin.post("/admin/liqpass/capital", CapitalAdminTest.fund(sku, "90", "nothing-" + sku)));
        String order = data(200, buyer.order(sku, Buyer.reference(), "0.01", key()))
                .path("order_id")
                .asText();

        HttpResponse<String> nothing =
                GATEWAY.post("/claim", buyer.claimBody(order, "0.000000000000000009"), "Idempotency-Key", key());
        HttpResponse<String> least =
                GATEWAY.post("/claim", buyer.claimBody(order, "0.000000000000000019"), "Idempotency-Key", key());

        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(nothing.body())
                .isEqualTo(error("INVALID_REQUEST", "liquidated_amount: comes to less than the smallest payout"));
        assertThat(least.body()).contains("\"estimated_payout\":0.000000000000000001}");
    }

    @Test
    void aProofOfTheLongestAddressIsTaken() {
        String address = "https://example.com/" + "x".repeat(2_028);
        String body = buyer.claimBody(buyer.buy(), "100").replace(buyer.proof(), address);

        assertThat(GATEWAY.post("/claim", body, "Idempotency-Key", key()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatThereIsNotIsNotFound() {
        HttpResponse<String> order = buyer.claim("order_abc123", key());
        HttpResponse<String> claim = GATEWAY.get("/claim/claim_xyz789");

        assertThat(order.statusCode()).isEqualTo(404);
        assertThat(order.body()).isEqualTo(error("ORDER_NOT_FOUND", "订单不存在"));
        assertThat(claim.statusCode()).isEqualTo(404);
        assertThat(claim.body()).isEqualTo(error("CLAIM_NOT_FOUND", "理赔不存在"));
    }

    @Test
    void anOrderWhoseTimeIsOverIsNotClaimed() {
        String order = buyer.buy();
        GATEWAY.jdbc()
                .sql("UPDATE cover_order SET expires_at = now() WHERE id = ?")
                .param(order)
                .update();
        String key = key();

        HttpResponse<String> answer = buyer.claim(order, key);
        HttpResponse<String> again = buyer.claim(order, key);

        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.body()).isEqualTo(error("ORDER_EXPIRED", "订单已过期"));
        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(again.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(buyer.shown(order).path("claims")).isEmpty();
    }

    @Test
    void aSecondClaimIsToldOfTheFirst() {
        String order = buyer.buy();
        String claim = buyer.file(order);

        HttpResponse<String> second = buyer.claim(order, key());

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"CLAIM_ALREADY_EXISTS\",\"message\":\"理赔已存在\","
                        + "\"claim_id\":\"" + claim + "\"}}");
    }

    private static String error(String code, String message) {
        return "{\"success\":false,\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
