package dev.tollgate.cover;

import static dev.tollgate.cover.Buyer.data;
import static dev.tollgate.cover.Buyer.errorCode;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.Gateway;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders of cover over HTTP: the document's example field for field, idempotency, and what is taken and reserved. */
class OrdersTest {

    private static final String COVER = "cover:sku_5x_leverage";
    private static final String CAPITAL = "capital:sku_5x_leverage";

    private final Gateway gateway = Gateway.shared();
    private Buyer buyer;

    @BeforeEach
    void aWalletWithMoney() {
        buyer = Buyer.with(gateway, "1.0");
    }

    @Test
    void anOrderIsSoldAsTheDocumentSays() {
        String wallet = "0x742d35Cc6634C0532925a3b8D9d8B9b7" + buyer.wallet().substring(34);
        gateway.recharge(wallet, "0.05");
        buyer = new Buyer(gateway, wallet);
        String reference = Buyer.reference();

        JsonNode answer = expect(200, buyer.order(reference, "order_create_" + wallet + "_1704067200"));

        assertThat(answer.path("success").asBoolean()).isTrue();
        assertThat(answer.path("message").asText()).isEqualTo("订单创建成功");
        JsonNode sold = answer.path("data");
        assertThat(sold.fieldNames()).toIterable().containsExactly("order_id", "status", "created_at", "expires_at");
        assertThat(sold.path("order_id").asText()).matches("order_[0-9a-f]{32}");
        assertThat(sold.path("status").asText()).isEqualTo("paid");
        Instant created = Instant.parse(sold.path("created_at").asText());
        assertThat(sold.path("created_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Instant.parse(sold.path("expires_at").asText())).isEqualTo(created.plus(Duration.ofHours(24)));

        JsonNode shown =
                expect(200, gateway.get("/orders/" + sold.path("order_id").asText()));
        assertThat(shown.path("message").asText()).isEqualTo("获取订单详情成功");
        JsonNode order = shown.path("data");
        assertThat(order.fieldNames())
                .toIterable()
                .containsExactly(
                        "order_id",
                        "sku_id",
                        "wallet_address",
                        "exchange",
                        "symbol",
                        "order_reference",
                        "premium_amount",
                        "status",
                        "created_at",
                        "expires_at",
                        "claims");
        assertThat(order.path("sku_id").asText()).isEqualTo("sku_5x_leverage");
        assertThat(order.path("wallet_address").asText()).isEqualTo(wallet);
        assertThat(order.path("exchange").asText()).isEqualTo("binance");
        assertThat(order.path("symbol").asText()).isEqualTo("BTCUSDT");
        assertThat(order.path("order_reference").asText()).isEqualTo(reference);
        assertThat(order.path("premium_amount").toString()).isEqualTo("0.05");
        assertThat(order.path("created_at")).isEqualTo(sold.path("created_at"));
        assertThat(order.path("expires_at")).isEqualTo(sold.path("expires_at"));
        assertThat(order.path("claims").toString()).isEqualTo("[]");
        assertThat(gateway.balanceMon(wallet)).isEqualTo("0.0");
    }

    @Test
    void theMostThatItCanPayIsReserved() {
        BigDecimal coverBefore = posted(COVER);
        BigDecimal capitalBefore = posted(CAPITAL);

        String order = buyer.buy();

        // 0.05 x 10 x 1000 of 1000 at most
        assertThat(coverOf(order)).isEqualByComparingTo("500e18");
        assertThat(posted(COVER).subtract(coverBefore)).isGreaterThanOrEqualTo(new BigDecimal("500e18"));
        assertThat(capitalBefore.subtract(posted(CAPITAL))).isGreaterThanOrEqualTo(new BigDecimal("500e18"));
        assertThat(posted(COVER)).isEqualByComparingTo(openCover());
    }

    @Test
    void aKeyIsAnsweredAsTheTableSays() {
        String reference = Buyer.reference();
        String key = UUID.randomUUID().toString();
        String body = buyer.orderBody("sku_5x_leverage", reference, "0.05");

        HttpResponse<String> without = gateway.post("/orders", body);
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(errorCode(without)).isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        HttpResponse<String> twice =
                gateway.post("/orders", body, "Idempotency-Key", key, "Idempotency-Key", key + "2");
        assertThat(twice.statusCode()).isEqualTo(400);
        HttpResponse<String> first = buyer.order(reference, key);
        HttpResponse<String> again = buyer.order(reference, key);
        HttpResponse<String> other =
                gateway.post("/orders", buyer.orderBody("sku_5x_leverage", reference, "0.050"), "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(errorCode(other)).isEqualTo("IDEMPOTENCY_KEY_MISMATCH");
        assertThat(gateway.balanceMon(buyer.wallet())).isEqualTo("0.95");
    }

    @Test
    void anExchangesOrderHasOneCoverWhateverItsCase() {
        String reference = Buyer.reference();
        String order = buyer.buy(reference);

        HttpResponse<String> mine = gateway.post(
                "/orders",
                buyer.orderBody("sku_10x_leverage", reference, "0.1").replace("binance\"", "BINANCE\""),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        HttpResponse<String> strangers =
                Buyer.with(gateway, "1.0").order(reference, UUID.randomUUID().toString());

        assertThat(mine.statusCode()).isEqualTo(409);
        assertThat(mine.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"ORDER_ALREADY_EXISTS\",\"message\":\"订单已存在\","
                        + "\"order_id\":\"" + order + "\"}}");
        assertThat(strangers.statusCode()).isEqualTo(409);
        assertThat(strangers.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"ORDER_ALREADY_EXISTS\",\"message\":\"订单已存在\"}}");
        assertThat(gateway.balanceMon(buyer.wallet())).isEqualTo("0.95");
    }

    @Test
    void whatIsWrongIsSaidInTheDocumentsCodes() {
        assertThat(refused("sku_unknown", "0.05")).isEqualTo("400 INVALID_SKU 无效的SKU ID");
        assertThat(refused("sku_5x_leverage", "0.06"))
                .isEqualTo("400 INVALID_REQUEST premium_amount: must be the SKU's premium, 0.05");
        HttpResponse<String> poor = new Buyer(gateway, Gateway.newWallet())
                .order(Buyer.reference(), UUID.randomUUID().toString());
        assertThat(summary(poor)).isEqualTo("402 INSUFFICIENT_FUNDS 资金不足");
        assertThat(summary(gateway.get("/orders/order_abc123"))).isEqualTo("404 ORDER_NOT_FOUND 订单不存在");
    }

    @Test
    void ofManyForOneReferenceOneIsSold() throws Exception {
        String reference = Buyer.reference();
        ExecutorService threads = Executors.newFixedThreadPool(64);
        List<Buyer> buyers = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            buyers.add(Buyer.with(gateway, "0.05"));
        }
        for (Buyer each : buyers) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> each.order(reference, UUID.randomUUID().toString()), threads));
        }
        int sold = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            int status = answer.get().statusCode();
            assertThat(status).isIn(200, 409);
            sold += status == 200 ? 1 : 0;
        }
        threads.shutdown();
        assertThat(sold).isEqualTo(1);
        long charged = buyers.stream()
                .filter(each -> gateway.balanceMon(each.wallet()).equals("0.0"))
                .count();
        assertThat(charged).isEqualTo(1);
        assertThat(posted(COVER)).isEqualByComparingTo(openCover());
    }

    private String refused(String sku, String premium) {
        return summary(gateway.post(
                "/orders",
                buyer.orderBody(sku, Buyer.reference(), premium),
                "Idempotency-Key",
                UUID.randomUUID().toString()));
    }

    private static String summary(HttpResponse<String> answer) {
        JsonNode error = data(answer.statusCode(), answer).isMissingNode()
                ? Gateway.json(answer).path("error")
                : Gateway.json(answer);
        return answer.statusCode() + " " + error.path("code").asText() + " "
                + error.path("message").asText();
    }

    private BigDecimal coverOf(String order) {
        return gateway.jdbc()
                .sql("SELECT cover FROM cover_order WHERE id = ?")
                .param(order)
                .query(BigDecimal.class)
                .single();
    }

    private BigDecimal openCover() {
        return gateway.jdbc()
                .sql("SELECT coalesce(sum(cover), 0) FROM cover_order WHERE sku_id = 'sku_5x_leverage'"
                        + " AND status IN ('paid', 'active', 'claimed')")
                .query(BigDecimal.class)
                .single();
    }

    private BigDecimal posted(String owner) {
        return gateway.jdbc()
                .sql("SELECT coalesce((SELECT posted FROM account WHERE owner = ?), 0)")
                .param(owner)
                .query(BigDecimal.class)
                .single();
    }
}
