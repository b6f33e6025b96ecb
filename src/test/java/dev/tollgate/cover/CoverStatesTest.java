package dev.tollgate.cover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.TransactionHash;
import dev.tollgate.ledger.Asset;
import dev.tollgate.payout.Payout;
import dev.tollgate.payout.PayoutState;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.users.UserIdentity;
import dev.tollgate.verification.Verification;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each transition of orders and claims, by 64 callers at the same moment: exactly one wins, and the cover is right. */
class CoverStatesTest {

    private static final String HASH = "0x" + "ab".repeat(32);

    /** Without the family's jobs: what they do is done here. */
    private static final Gateway GATEWAY =
            Gateway.start(Map.of("camel.main.routes-exclude-pattern", "**/liqpass-job-*.camel.yaml"));

    private final OrderTimes times = bean(OrderTimes.class);
    private final ClaimVerdicts verdicts = bean(ClaimVerdicts.class);
    private final ClaimPayouts claimPayouts = bean(ClaimPayouts.class);
    private final ClaimDesk desk = bean(ClaimDesk.class);
    private final TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
    private final Buyer buyer = Buyer.with(GATEWAY, "10");

    private static <T> T bean(Class<T> type) {
        return GATEWAY.application().getBean(type);
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
    }

    @AfterEach
    void whatIsReservedIsTheOpenOrdersCover() {
        assertThat(posted("cover:sku_5x_leverage"))
                .isEqualByComparingTo(
                        number(
                                "SELECT coalesce(sum(cover), 0) FROM cover_order WHERE status IN ('paid', 'active', 'claimed')"));
        assertThat(number("SELECT count(*) FROM ledger_violation")).isZero();
    }

    @Test
    void paidOrdersBecomeActiveOnce() throws Exception {
        List<String> orders = IntStream.range(0, 20).mapToObj(i -> buyer.buy()).toList();
        int paid =
                number("SELECT count(*) FROM cover_order WHERE status = 'paid'").intValue();

        List<Integer> activated = Crowd.each(caller -> times.activate());

        assertThat(activated.stream().mapToInt(each -> each).sum()).isEqualTo(paid);
        assertThat(orders).allMatch(order -> status(order).equals("active"));
    }

    @Test
    void anOrderIsClaimedOnce() throws Exception {
        String order = buyer.buy();

        List<HttpResponse<String>> answers =
                Crowd.each(caller -> buyer.claim(order, UUID.randomUUID().toString()));

        List<HttpResponse<String>> won =
                answers.stream().filter(each -> each.statusCode() == 200).toList();
        assertThat(won).hasSize(1);
        String claim = Buyer.data(200, won.get(0)).path("claim_id").asText();
        assertThat(answers).filteredOn(each -> each.statusCode() != 200).allSatisfy(each -> {
            assertThat(each.statusCode()).isEqualTo(409);
            assertThat(each.body())
                    .isEqualTo("{\"success\":false,\"error\":{\"code\":\"CLAIM_ALREADY_EXISTS\",\"message\":\"理赔已存在\","
                            + "\"claim_id\":\"" + claim + "\"}}");
        });
        assertThat(status(order)).isEqualTo("claimed");
    }

    @Test
    void aClaimIsJudgedOnceWhateverTheOthersSay() throws Exception {
        String order = buyer.buy();
        String claim = buyer.file(order);
        DueClaim due = due(claim);

        Crowd.each(caller -> {
            boolean yes = caller % 2 == 0;
            verdicts.judge(
                    due, "ab", new Verification(yes, yes ? null : "not known", null), new BigDecimal("300"), "manual");
            return caller;
        });

        String status = buyer.claimShown(claim).path("status").asText();
        assertThat(status).isIn("verified", "rejected");
        assertThat(events(claim)).containsExactly("filed", status);
        assertThat(status(order)).isEqualTo(status.equals("verified") ? "claimed" : "active");
    }

    @Test
    void theServersYesVerifiesAndApprovesAtOnceTheLesserAmount() {
        String claim = buyer.file(buyer.buy());

        verdicts.judge(due(claim), "ab", new Verification(true, null, null), new BigDecimal("300"), "automatic");

        JsonNode shown = buyer.claimShown(claim);
        assertThat(shown.path("status").asText()).isEqualTo("approved");
        assertThat(shown.path("payout_amount").toString()).isEqualTo("300");
        assertThat(events(claim)).containsExactly("filed", "verified", "approved");
    }

    @Test
    void aVerdictOfAnEarlierAttemptCountsNoMore() {
        String claim = buyer.file(buyer.buy());
        DueClaim first = due(claim);
        GATEWAY.jdbc()
                .sql("UPDATE cover_claim SET next_attempt_at = now() WHERE id = ?")
                .param(claim)
                .update();
        DueClaim second = due(claim);

        verdicts.judge(first, "ab", new Verification(false, "late", null), BigDecimal.TEN, "automatic");
        assertThat(buyer.claimShown(claim).path("status").asText()).isEqualTo("filed");
        verdicts.judge(second, "ab", new Verification(true, null, null), BigDecimal.TEN, "automatic");

        assertThat(buyer.claimShown(claim).path("status").asText()).isEqualTo("approved");
    }

    @Test
    void adminsDecideOnce() throws Exception {
        String order = buyer.buy();
        String claim = buyer.file(order);
        verdicts.judge(due(claim), "ab", new Verification(true, null, null), new BigDecimal("500"), "manual");
        var admin = bean(UserIdentity.class)
                .admin("Bearer " + ApiUser.admin(GATEWAY).token());

        int won = Crowd.winners(
                Refusal.class,
                caller -> caller % 2 == 0
                        ? desk.approve(admin, Map.of("id", claim), Map.of())
                        : desk.reject(admin, Map.of("id", claim), Map.of("reason", "no")));

        // who approves first may still be overruled, once
        String status = buyer.claimShown(claim).path("status").asText();
        assertThat(events(claim)).hasSize(2 + won);
        assertThat(status).isEqualTo("rejected");
        assertThat(status(order)).isEqualTo("active");
        assertThat(won).isIn(1, 2);
    }

    @Test
    void aPayoutAndARejectionExcludeEachOther() throws Exception {
        String claim = approved(buyer.buy());
        var admin = bean(UserIdentity.class)
                .admin("Bearer " + ApiUser.admin(GATEWAY).token());
        ClaimTable table = bean(ClaimTable.class);

        int won = Crowd.winners(
                Refusal.class,
                caller -> caller % 2 == 0
                        ? transaction.execute(status -> {
                            if (!table.lock(claim).orElseThrow().status().equals("approved")) {
                                throw Refusal.conflict("rejected");
                            }
                            table.payoutAsked(claim);
                            return claim;
                        })
                        : desk.reject(admin, Map.of("id", claim), Map.of("reason", "no")));

        boolean rejected = buyer.claimShown(claim).path("status").asText().equals("rejected");
        assertThat(won).isEqualTo(rejected ? 1 : 32);
    }

    @Test
    void aClaimIsPaidOnceAndTheRestOfItsCoverReturns() throws Exception {
        BigDecimal paidBefore = payouts();
        BigDecimal capitalBefore = posted("capital:sku_5x_leverage");
        String order = buyer.buy();
        String claim = approved(order);
        BigInteger amount = new BigInteger("300000000000000000000");

        int won = Crowd.winners(
                IllegalStateException.class,
                caller -> transaction.execute(status -> {
                    claimPayouts.paid(payout(claim, amount));
                    return claim;
                }));

        assertThat(won).isEqualTo(1);
        assertThat(status(order)).isEqualTo("closed");
        JsonNode shown = buyer.claimShown(claim);
        assertThat(shown.path("status").asText()).isEqualTo("paid");
        assertThat(shown.path("payout_tx_hash").asText()).isEqualTo(HASH);
        assertThat(payouts().subtract(paidBefore)).isEqualByComparingTo(new BigDecimal(amount));
        assertThat(capitalBefore.subtract(posted("capital:sku_5x_leverage")))
                .isEqualByComparingTo(new BigDecimal(amount));
        assertThat(buyer.claim(order, "again").statusCode()).isEqualTo(409);
    }

    @Test
    void anOrderEndsOnceAndItsCoverReturns() throws Exception {
        times.expire(); // what another test has left
        BigDecimal capitalBefore = posted("capital:sku_5x_leverage");
        List<String> orders = IntStream.range(0, 20).mapToObj(i -> buyer.buy()).toList();
        orders.forEach(CoverStatesTest::end);

        List<Integer> ended = Crowd.each(caller -> times.expire());

        assertThat(ended.stream().mapToInt(each -> each).sum()).isEqualTo(20);
        assertThat(orders).allMatch(order -> status(order).equals("expired"));
        assertThat(posted("capital:sku_5x_leverage")).isEqualByComparingTo(capitalBefore);
        HttpResponse<String> late = buyer.claim(orders.get(0), "late");
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(Buyer.errorCode(late)).isEqualTo("ORDER_EXPIRED");
    }

    @Test
    void anOrderPastItsTimeIsNotClaimedThoughNobodyHasEndedItYet() {
        String order = buyer.buy();
        end(order);

        HttpResponse<String> late = buyer.claim(order, "late");

        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(status(order)).isEqualTo("paid");
    }

    @Test
    void aClaimKeepsItsOrderFromEndingUntilItIsRejected() throws Exception {
        times.expire(); // what another test has left
        BigDecimal capitalBefore = posted("capital:sku_5x_leverage");
        String order = buyer.buy();
        String claim = buyer.file(order);
        end(order);
        times.expire();
        assertThat(status(order)).isEqualTo("claimed");
        DueClaim due = due(claim);

        Crowd.each(caller -> {
            verdicts.reject(due, "The proof can't be fetched");
            return caller;
        });

        assertThat(status(order)).isEqualTo("expired");
        assertThat(posted("capital:sku_5x_leverage")).isEqualByComparingTo(capitalBefore);
        assertThat(buyer.claimShown(claim).path("status").asText()).isEqualTo("rejected");
    }

    @Test
    void anOrderOfARejectedClaimMayBeClaimedAgain() {
        String order = buyer.buy();
        String first = buyer.file(order);
        verdicts.reject(due(first), "no");
        assertThat(status(order)).isEqualTo("active");

        String second = buyer.file(order);

        assertThat(buyer.shown(order).path("claims")).hasSize(2);
        assertThat(buyer.shown(order).at("/claims/1/claim_id").asText()).isEqualTo(second);
        assertThat(buyer.shown(order).at("/claims/0/status").asText()).isEqualTo("rejected");
    }

    private String approved(String order) {
        String claim = buyer.file(order);
        verdicts.judge(due(claim), "ab", new Verification(true, null, null), new BigDecimal("300"), "automatic");
        return claim;
    }

    private DueClaim due(String claim) {
        return verdicts.takeDue().stream()
                .filter(each -> each.id().equals(claim))
                .findFirst()
                .orElseThrow();
    }

    private Payout payout(String claim, BigInteger amount) {
        return new Payout(
                claim,
                1337,
                new EvmAddress(buyer.wallet()),
                Asset.MON,
                amount,
                PayoutState.PAID,
                null,
                new TransactionHash(HASH));
    }

    /** Its time is over. */
    private static void end(String order) {
        GATEWAY.jdbc()
                .sql("UPDATE cover_order SET expires_at = now() WHERE id = ?")
                .param(order)
                .update();
    }

    private String status(String order) {
        return buyer.shown(order).path("status").asText();
    }

    private static List<String> events(String claim) {
        return GATEWAY.jdbc()
                .sql("SELECT to_status FROM cover_claim_event WHERE claim_id = ? ORDER BY id")
                .param(claim)
                .query(String.class)
                .list();
    }

    private static BigDecimal payouts() {
        return number("SELECT coalesce(sum(amount), 0) FROM transfer t JOIN account a ON a.id = t.credit_account"
                + " WHERE a.owner = 'system:payouts'");
    }

    private static BigDecimal posted(String owner) {
        return number("SELECT coalesce((SELECT posted FROM account WHERE owner = '" + owner + "'), 0)");
    }

    private static BigDecimal number(String sql) {
        return GATEWAY.jdbc().sql(sql).query(BigDecimal.class).single();
    }
}
