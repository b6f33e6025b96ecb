package dev.tollgate.liqpass;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.JpStandIn;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What admins do to claims, where the route leaves approval to them. There is a treasury, but its chain isn't reached: payouts
 * are asked for, and never made.
 */
class ClaimsAdminTest {

    private static final String CLAIMS = "/admin/liqpass/claims";
    private static final Path AUTOMATIC = Path.of("routes/liqpass/liqpass-judge-claim.camel.yaml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static final JpStandIn JP = JpStandIn.start();
    private static Gateway gateway;
    private static ApiUser admin;

    private Buyer buyer;

    @BeforeAll
    static void start() throws Exception {
        Path manual = folder.resolve("liqpass-judge-claim.camel.yaml");
        String route = Files.readString(AUTOMATIC);
        assertThat(route).contains("{approval: automatic}");
        Files.writeString(manual, route.replace("{approval: automatic}", "{approval: manual}"));
        gateway = Gateway.start(Map.of(
                "camel.main.routes-include-pattern",
                "file:routes/**/*.camel.yaml,file:" + folder + "/*.camel.yaml",
                "camel.main.routes-exclude-pattern",
                AUTOMATIC.toString(),
                "JP_VERIFY_URL",
                JP.url(),
                "EVM_RPC_URL",
                "http://127.0.0.1:1",
                "TREASURY_PRIVATE_KEY",
                "0x" + "01".repeat(32)));
        admin = ApiUser.admin(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        JP.close();
    }

    @BeforeEach
    void aWalletWithMoney() {
        buyer = Buyer.with(gateway, "1.0");
    }

    @Test
    void aVerifiedClaimWaitsForAnAdminWhoApprovesIt() {
        String claim = verified();
        JsonNode waiting = admin(claim);
        assertThat(waiting.path("status").asText()).isEqualTo("verified");
        assertThat(waiting.path("approved_at").isNull()).isTrue();
        assertThat(waiting.path("payout_amount").toString()).isEqualTo("500");
        assertThat(waiting.path("proof_sha256").asText()).matches("[0-9a-f]{64}");

        JsonNode approved = expect(200, does("approve", claim, "{\"note\":\"By telephone\"}"));

        assertThat(approved.path("message").asText()).isEqualTo("操作成功");
        assertThat(approved.at("/data/status").asText()).isEqualTo("approved");
        assertThat(approved.at("/data/approved_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(events(claim))
                .containsExactly(
                        "wallet:" + buyer.wallet() + " null>filed null",
                        "system filed>verified null",
                        "admin:admin verified>approved By telephone");
    }

    @Test
    void aRejectedClaimsOrderGoesOnAndMayBeClaimedAgain() {
        String order = buyer.buy();
        String claim = verified(order);
        BigDecimal reserved = reserved();

        JsonNode rejected = expect(200, does("reject", claim, "{\"reason\":\"It was closed by hand\"}"));

        assertThat(rejected.at("/data/status").asText()).isEqualTo("rejected");
        assertThat(rejected.at("/data/rejection").asText()).isEqualTo("It was closed by hand");
        assertThat(rejected.at("/data/order_status").asText()).isEqualTo("active");
        assertThat(events(claim)).last().isEqualTo("admin:admin verified>rejected It was closed by hand");
        assertThat(reserved()).isEqualByComparingTo(reserved);
        assertConflict("it is rejected", does("approve", claim, "{}"));
        assertConflict("it is rejected", does("reject", claim, "{\"reason\":\"again\"}"));
        assertConflict("it is rejected", does("retry", claim, "{}"));

        String second = verified(order);
        assertThat(second).isNotEqualTo(claim);
        assertThat(buyer.shown(order).path("claims")).hasSize(2);
    }

    @Test
    void theCoverOfAnOrderWhoseTimeIsOverIsReleasedByTheRejection() {
        String order = buyer.buy();
        String claim = verified(order);
        gateway.jdbc()
                .sql("UPDATE cover_order SET expires_at = now() WHERE id = ?")
                .param(order)
                .update();
        BigDecimal reserved = reserved();

        JsonNode rejected = expect(200, does("reject", claim, "{\"reason\":\"Too late\"}"));

        assertThat(rejected.at("/data/order_status").asText()).isEqualTo("expired");
        assertThat(reserved.subtract(reserved())).isEqualByComparingTo("500e18");
        HttpResponse<String> again = buyer.claim(order, NewSku.id());
        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(Buyer.errorCode(again)).isEqualTo("ORDER_EXPIRED");
    }

    @Test
    void aClaimThatCouldNotBeVerifiedIsRetriedAtOnce() {
        String order = buyer.buy();
        JP.next(JpStandIn.noAnswer());
        JP.next(JpStandIn.noAnswer());
        String claim = buyer.file(order);
        await().atMost(PATIENCE).until(() -> !admin(claim).path("problem").isNull());
        gateway.jdbc() // as after the last attempt
                .sql("UPDATE cover_claim SET next_attempt_at = 'infinity' WHERE id = ? AND status = 'filed'")
                .param(claim)
                .update();
        JsonNode stuck = admin(claim);
        assertThat(stuck.path("status").asText()).isEqualTo("filed");
        assertThat(stuck.path("attempts").asInt()).isEqualTo(1);
        assertThat(stuck.path("next_attempt_at").isNull()).isTrue();
        assertConflict("it is filed", does("approve", claim, "{}"));

        assertThat(expect(200, does("retry", claim, "{\"note\":\"It is there again\"}"))
                        .at("/data/status")
                        .asText())
                .isEqualTo("filed");

        awaitVerified(claim);
        assertThat(admin(claim).path("problem").isNull()).isTrue();
        assertThat(events(claim))
                .containsExactly(
                        "wallet:" + buyer.wallet() + " null>filed null",
                        "admin:admin filed>filed retry: It is there again",
                        "system filed>verified null");
        assertConflict("it is verified", does("retry", claim, "{}"));
    }

    @Test
    void afterItsPayoutWasAskedForAClaimIsNeitherRejectedNorApprovedNorRetried() {
        String claim = verified();
        expect(200, does("approve", claim, "{}"));
        await().atMost(PATIENCE)
                .until(() -> gateway.jdbc()
                        .sql("SELECT payout_at IS NOT NULL FROM cover_claim WHERE id = ?")
                        .param(claim)
                        .query(Boolean.class)
                        .single());

        assertConflict("its payout has begun", does("reject", claim, "{\"reason\":\"Too late\"}"));
        assertConflict("it is approved", does("approve", claim, "{}"));
        HttpResponse<String> retry = does("retry", claim, "{}");
        assertThat(retry.statusCode()).isEqualTo(409);

        assertThat(admin(claim).path("status").asText()).isEqualTo("approved");
        assertThat(events(claim)).hasSize(3);
        assertThat(buyer.claimShown(claim).path("payout_tx_hash").isNull()).isTrue();
    }

    @Test
    void whereThereIsNoTreasuryARetryOfAnApprovedClaimIsAConflict() {
        Gateway without = Gateway.shared();
        Buyer other = Buyer.with(without, "1.0");
        String claim = other.file(other.buy());
        await().atMost(PATIENCE)
                .until(() -> other.claimShown(claim).path("status").asText().equals("approved"));

        HttpResponse<String> retry = ApiUser.admin(without).post(CLAIMS + "/" + claim + "/retry", "{}");

        assertConflict("no payout was asked for yet", retry);
    }

    @Test
    void listsAreNarrowedAndPaged() {
        String first = buyer.buy();
        String rejected = verified(first);
        expect(200, does("reject", rejected, "{\"reason\":\"A test\"}"));
        String again = verified(first);
        String other = verified();
        String shouted = "0x" + buyer.wallet().substring(2).toUpperCase(Locale.ROOT);

        assertThat(ids("?wallet=" + buyer.wallet())).containsExactly(other, again, rejected);
        assertThat(ids("?wallet=" + shouted)).containsExactly(other, again, rejected);
        assertThat(ids("?order_id=" + first)).containsExactly(again, rejected);
        assertThat(ids("?status=rejected&wallet=" + buyer.wallet())).containsExactly(rejected);
        assertThat(ids("?status=verified&order_id=" + first)).containsExactly(again);
        assertThat(ids("?status=paid&order_id=" + first)).isEmpty();
        assertThat(ids("?order_id=order_unknown")).isEmpty();
        assertThat(ids("?page_size=2&wallet=" + buyer.wallet())).containsExactly(other, again);
        assertThat(ids("?page_size=2&page=2&wallet=" + buyer.wallet())).containsExactly(rejected);
        JsonNode page = expect(200, admin.get(CLAIMS + "?page_size=2&page=2&wallet=" + buyer.wallet()))
                .path("data");
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.path("page").asInt()).isEqualTo(2);
        assertThat(page.path("page_size").asInt()).isEqualTo(2);
        assertThat(page.at("/items/0/wallet_address").asText()).isEqualTo(buyer.wallet());
        assertThat(page.at("/items/0").has("events")).isFalse();
    }

    @Test
    void badRequestsOfAdminsAreToldWhatIsWrong() {
        String claim = verified();

        assertThat(summary(admin.get(CLAIMS + "/claim_unknown"))).isEqualTo("404 CLAIM_NOT_FOUND");
        assertThat(summary(does("approve", "claim_unknown", "{}"))).isEqualTo("404 CLAIM_NOT_FOUND");
        assertThat(summary(does("reject", "claim_unknown", "{\"reason\":\"x\"}")))
                .isEqualTo("404 CLAIM_NOT_FOUND");
        assertThat(summary(does("retry", "claim_unknown", "{}"))).isEqualTo("404 CLAIM_NOT_FOUND");
        assertThat(summary(does("reject", claim, "{}"))).isEqualTo("400 INVALID_REQUEST");
        assertThat(summary(does("reject", claim, "{\"reason\":\"  \"}"))).isEqualTo("400 INVALID_REQUEST");
        assertThat(summary(does("approve", claim, "{\"note\":7}"))).isEqualTo("400 INVALID_REQUEST");
        assertThat(summary(admin.get(CLAIMS + "?page=0"))).isEqualTo("400 INVALID_REQUEST");
        assertThat(summary(admin.get(CLAIMS + "?page_size=201"))).isEqualTo("400 INVALID_REQUEST");
        assertThat(admin(claim).path("status").asText()).isEqualTo("verified");
    }

    private String verified() {
        return verified(buyer.buy());
    }

    private String verified(String order) {
        String claim = buyer.file(order);
        awaitVerified(claim);
        return claim;
    }

    private static void awaitVerified(String claim) {
        await().atMost(PATIENCE)
                .until(() -> admin(claim).path("status").asText().equals("verified"));
    }

    private static JsonNode admin(String claim) {
        return expect(200, admin.get(CLAIMS + "/" + claim)).path("data");
    }

    private static HttpResponse<String> does(String what, String claim, String json) {
        return admin.post(CLAIMS + "/" + claim + "/" + what, json);
    }

    private static List<String> events(String claim) {
        List<String> events = new ArrayList<>();
        admin(claim)
                .path("events")
                .forEach(event -> events.add(event.path("actor").asText() + " "
                        + event.path("from").asText() + ">" + event.path("to").asText() + " "
                        + event.path("note").asText()));
        return events;
    }

    private static List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        expect(200, admin.get(CLAIMS + query))
                .at("/data/items")
                .forEach(item -> ids.add(item.path("claim_id").asText()));
        return ids;
    }

    private static void assertConflict(String why, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"CLAIM_STATE_CONFLICT\","
                        + "\"message\":\"This can't be done to the claim: " + why + "\"}}");
    }

    private static String summary(HttpResponse<String> answer) {
        return answer.statusCode() + " " + Buyer.errorCode(answer);
    }

    private static BigDecimal reserved() {
        return gateway.jdbc()
                .sql("SELECT posted FROM account WHERE owner = 'cover:sku_5x_leverage'")
                .query(BigDecimal.class)
                .single();
    }
}
