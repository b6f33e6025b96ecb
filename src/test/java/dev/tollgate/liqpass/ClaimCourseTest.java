package dev.tollgate.liqpass;

import static dev.tollgate.cover.Buyer.data;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of claims by the jobs, the verification server's word and the admin; without a treasury to pay from. */
class ClaimCourseTest {

    private static final String CLAIMS = "/admin/liqpass/claims/";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser admin;

    private Buyer buyer;

    @BeforeAll
    static void signIn() {
        admin = ApiUser.admin(GATEWAY);
    }

    @BeforeEach
    void aWalletWithMoney() {
        buyer = Buyer.with(GATEWAY, "1.0");
    }

    @Test
    void aClaimIsVerifiedAndApprovedAndWaitsForATreasury() {
        String order = buyer.buy();
        String claim = buyer.file(order);

        JsonNode shown = awaited(claim, "approved");

        assertThat(shown.path("payout_amount").toString()).isEqualTo("500");
        assertThat(shown.path("verified_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(shown.path("payout_tx_hash").isNull()).isTrue();
        assertThat(buyer.shown(order).path("status").asText()).isEqualTo("claimed");
        assertThat(buyer.shown(order).path("claims")).containsExactly(shown);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(admins(claim).path("problem").asText())
                        .isEqualTo("TREASURY_PRIVATE_KEY is not configured: payouts wait until it is"));
        JsonNode admins = admins(claim);
        assertThat(admins.path("status").asText()).isEqualTo("approved");
        assertThat(admins.path("proof_sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(admins.path("order_status").asText()).isEqualTo("claimed");
        assertThat(admins.path("cover").toString()).isEqualTo("500");
        assertThat(admins.path("rejection").isNull()).isTrue();
        assertThat(admins.path("next_attempt_at").isNull()).isTrue();
        assertThat(admins.path("paid_at").isNull()).isTrue();
        assertThat(events(admins)).containsExactly(filedBy(), "system verified", "system approved");
    }

    @Test
    void aRejectedClaimLeavesItsOrderActiveAndClaimable() {
        String order = buyer.buy(reference("reject_claim"));
        String first = buyer.file(order);

        awaited(first, "rejected");

        assertThat(buyer.shown(order).path("status").asText()).isEqualTo("active");
        assertThat(admins(first).path("rejection").asText()).isEqualTo("The exchange knows of no such liquidation");
        String second = buyer.file(order);
        assertThat(second).isNotEqualTo(first);
        awaited(second, "rejected");
        assertThat(buyer.shown(order).path("claims").findValuesAsText("claim_id"))
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void noMoreIsPaidThanTheServerConfirms() {
        String claim = buyer.file(buyer.buy(reference("half")));

        assertThat(awaited(claim, "approved").path("payout_amount").toString()).isEqualTo("250");
        assertThat(admins(claim).path("estimated_payout").toString()).isEqualTo("500");
        assertThat(admins(claim).path("liquidated_amount").toString()).isEqualTo("100");
    }

    @Test
    void aProofThatIsNotThereYetIsTriedAgainAndTheAdminSeesWhy() {
        String order = buyer.buy();
        String claim = fileWithout(order);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(admins(claim).path("problem").asText())
                        .isEqualTo("the host answers with status 404"));

        JsonNode waiting = admins(claim);
        assertThat(waiting.path("status").asText()).isEqualTo("filed");
        assertThat(waiting.path("attempts").intValue()).isPositive();
        assertThat(waiting.path("next_attempt_at").asText()).endsWith("Z");
        assertThat(expect(200, admin.get("/admin/liqpass/claims?status=filed&order_id=" + order))
                        .at("/data/items/0/problem"))
                .isEqualTo(waiting.path("problem"));
        String shouted = "0x" + buyer.wallet().substring(2).toUpperCase(Locale.ROOT);
        assertThat(expect(200, admin.get("/admin/liqpass/claims?wallet=" + shouted))
                        .at("/data/total")
                        .intValue())
                .isEqualTo(1);
        assertThat(expect(200, admin.get("/admin/liqpass/claims?status=paid&wallet=" + shouted))
                        .at("/data/total")
                        .intValue())
                .isZero();
        assertThat(buyer.claimShown(claim).has("problem")).isFalse();
    }

    @Test
    void anAdminHasItTriedAgainOrRejectsIt() {
        String order = buyer.buy();
        String claim = fileWithout(order);

        expect(200, admin.post(CLAIMS + claim + "/retry", "{\"note\":\"the exchange was late\"}"));
        SkuAdminTest.refused(
                admin.post(CLAIMS + claim + "/approve", "{}"),
                409,
                "CLAIM_STATE_CONFLICT",
                "This can't be done to the claim: it is filed");
        JsonNode rejected = expect(200, admin.post(CLAIMS + claim + "/reject", "{\"reason\":\"no proof\"}"))
                .path("data");

        assertThat(rejected.path("status").asText()).isEqualTo("rejected");
        assertThat(rejected.path("rejection").asText()).isEqualTo("no proof");
        assertThat(events(rejected))
                .containsExactly(
                        filedBy(), "admin:admin filed retry: the exchange was late", "admin:admin rejected no proof");
        assertThat(buyer.shown(order).path("status").asText()).isEqualTo("active");
        SkuAdminTest.refused(
                admin.post(CLAIMS + claim + "/reject", "{\"reason\":\"again\"}"),
                409,
                "CLAIM_STATE_CONFLICT",
                "This can't be done to the claim: it is rejected");
        SkuAdminTest.refused(
                admin.post(CLAIMS + claim + "/retry", "{}"),
                409,
                "CLAIM_STATE_CONFLICT",
                "This can't be done to the claim: it is rejected");
    }

    @Test
    void aSkusChangeLeavesWhatWasSoldAsItWas() {
        String sku = NewSku.id();
        expect(201, admin.post("/admin/liqpass/skus", NewSku.json(sku, "0.01", "100", "3", "90")));
        expect(200, admin.post("/admin/liqpass/capital", CapitalAdminTest.fund(sku, "90", "sold-" + sku)));
        String order = data(200, buyer.order(sku, Buyer.reference(), "0.01", key()))
                .path("order_id")
                .asText();

        expect(
                200,
                admin.put(
                        "/admin/liqpass/skus/" + sku,
                        "{\"premium\":0.02,\"leverage\":1,\"payout_multiplier\":0.5,\"max_coverage\":1,"
                                + "\"duration_hours\":1}"));
        expect(200, admin.post("/admin/liqpass/skus/" + sku + "/retire", ""));

        JsonNode filed = data(200, GATEWAY.post("/claim", buyer.claimBody(order, "10"), "Idempotency-Key", key()));
        assertThat(filed.path("estimated_payout").toString()).isEqualTo("30");
        JsonNode shown = awaited(filed.path("claim_id").asText(), "approved");
        assertThat(shown.path("payout_amount").toString()).isEqualTo("30");
        assertThat(buyer.shown(order).path("premium_amount").toString()).isEqualTo("0.01");
    }

    /** Files a claim whose proof answers 404. */
    private String fileWithout(String order) {
        String body = buyer.claimBody(order, "100").replace("proof.json", "none.json");
        return data(200, GATEWAY.post("/claim", body, "Idempotency-Key", key()))
                .path("claim_id")
                .asText();
    }

    private JsonNode awaited(String claim, String status) {
        return await().atMost(SOON)
                .until(
                        () -> buyer.claimShown(claim),
                        shown -> shown.path("status").asText().equals(status));
    }

    private static JsonNode admins(String claim) {
        return expect(200, admin.get(CLAIMS + claim)).path("data");
    }

    private String filedBy() {
        return "wallet:" + buyer.wallet() + " filed";
    }

    private static List<String> events(JsonNode claim) {
        return claim.path("events")
                .valueStream()
                .map(event ->
                        event.path("actor").asText() + " " + event.path("to").asText()
                                + (event.path("note").isNull()
                                        ? ""
                                        : " " + event.path("note").asText()))
                .toList();
    }

    private static String reference(String kind) {
        return kind + "_" + UUID.randomUUID();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
