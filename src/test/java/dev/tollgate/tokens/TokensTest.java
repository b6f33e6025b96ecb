package dev.tollgate.tokens;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokensTest {

    private final Gateway gateway = Gateway.shared();
    private final ApiUser admin = ApiUser.admin(gateway);
    private final ApiUser user = ApiUser.register(gateway);

    @Test
    void aRechargeIsBookedOnceForItsOrder() {
        String order = "ORDER-" + user.id();
        JsonNode first = expect(200, entry("recharge", 100.0, order));
        JsonNode again = expect(200, entry("recharge", 100.0, order));

        assertThat(again).isEqualTo(first);
        assertThat(first.path("transaction_type").asText()).isEqualTo("recharge");
        assertThat(first.path("balance_before").asText()).isEqualTo("0");
        assertThat(first.path("balance_after").asText()).isEqualTo("100");
        assertThat(first.path("order_no").asText()).isEqualTo(order);
        assertThat(entry("recharge", 99, order).statusCode()).isEqualTo(409);
        assertThat(balance().path("total_recharged").asText()).isEqualTo("100");
    }

    @Test
    void anAdminChargesWithTheUsersDiscountRoundedUpOnce() {
        expect(200, entry("recharge", 10, null));
        expect(200, post("discount", "{\"discount_rate\": 0.3333}"));

        JsonNode charged = expect(200, post("consume", "{\"amount\": 0.000001}"));
        expect(200, post("consume", "{\"amount\": 3}"));

        assertThat(charged.path("amount").asText()).isEqualTo("-0.000001");
        assertThat(balance().path("total_consumed").asText()).isEqualTo("0.999901");
        assertThat(balance().path("balance").asText()).isEqualTo("9.000099");
        assertThat(post("consume", "{\"amount\": 1000}").statusCode()).isEqualTo(402);
    }

    @Test
    void aRefundIsNoMoreThanWasConsumed() {
        expect(200, entry("recharge", 10, null));
        expect(200, post("consume", "{\"amount\": 4}"));

        assertThat(post("refund", "{\"amount\": 4.000001}").statusCode()).isEqualTo(409);
        expect(200, entry("refund", 3, "REFUND-" + user.id()));
        expect(200, entry("refund", 3, "REFUND-" + user.id()));
        assertThat(post("refund", "{\"amount\": 2}").statusCode()).isEqualTo(409);

        assertThat(balance().path("total_consumed").asText()).isEqualTo("1");
        assertThat(balance().path("balance").asText()).isEqualTo("9");
    }

    @Test
    void aCorrectionHasASignAndAReason() {
        expect(200, post("adjust", "{\"amount\": 5, \"reason\": \"a gift\"}"));
        expect(200, post("adjust", "{\"amount\": -2.5, \"reason\": \"too much\"}"));

        JsonNode entries = expect(200, user.get("/api/tokens/transactions"));

        assertThat(entries.path("total").asInt()).isEqualTo(2);
        assertThat(entries.path("items").get(0).path("transaction_type").asText())
                .isEqualTo("adjust");
        assertThat(entries.path("items").get(0).path("amount").asText()).isEqualTo("-2.5");
        assertThat(entries.path("items").get(0).path("balance_before").asText()).isEqualTo("5");
        assertThat(entries.path("items").get(0).path("description").asText()).isEqualTo("too much");
        assertThat(balance().path("total_recharged").asText()).isEqualTo("0");
        assertThat(post("adjust", "{\"amount\": -3, \"reason\": \"more than there is\"}")
                        .statusCode())
                .isEqualTo(402);
        assertThat(post("adjust", "{\"amount\": 3}").statusCode()).isEqualTo(422);
    }

    @Test
    void aMillionMillionIsExactToTheMillionth() {
        expect(200, post("recharge", "{\"amount\": 1000000000000}"));
        expect(200, post("recharge", "{\"amount\": 1000000000000}"));
        JsonNode entry = expect(200, post("recharge", "{\"amount\": 0.000001}"));

        assertThat(entry.path("balance_after").decimalValue()).isEqualByComparingTo("2000000000000.000001");
        assertThat(balance().path("total_recharged").decimalValue()).isEqualByComparingTo("2000000000000.000001");
    }

    @Test
    void aRepeatedChargeIsTheSameWhateverTheDiscountIsByThen() {
        expect(200, entry("recharge", 100, null));
        String order = "CHARGE-" + user.id();
        JsonNode first = expect(200, entry("consume", 10, order));
        expect(200, post("discount", "{\"discount_rate\": 0.8}"));

        assertThat(expect(200, entry("consume", 10, order))).isEqualTo(first);
        assertThat(entry("consume", 12.5, order).statusCode()).isEqualTo(409);
        assertThat(entry("recharge", 10, order).statusCode()).isEqualTo(409);
        expect(200, entry("refund", 10, order));
        assertThat(balance().path("balance").asText()).isEqualTo("100");
    }

    @Test
    void oneRefundNumberForTwoUsersAtOnceIsOneRefundAndAConflict() throws Exception {
        ApiUser other = ApiUser.register(gateway);
        for (ApiUser each : List.of(user, other)) {
            String books = "/api/tokens/admin/user/" + each.id();
            expect(200, admin.post(books + "/recharge", "{\"amount\": 100}"));
            expect(200, admin.post(books + "/consume", "{\"amount\": 100}"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        for (int round = 0; round < 20; round++) {
            String body = "{\"amount\": 1, \"order_no\": \"R" + user.id() + "-" + round + "\"}";
            List<Callable<Integer>> both = List.of(
                    () -> admin.post("/api/tokens/admin/user/" + user.id() + "/refund", body)
                            .statusCode(),
                    () -> admin.post("/api/tokens/admin/user/" + other.id() + "/refund", body)
                            .statusCode());
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(both)) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 409);
        }
        threads.shutdown();
    }

    @Test
    void numbersThatTakeMinutesToDivideAreRefusedAtOnce() {
        long startedNanos = System.nanoTime();
        for (String amount : List.of("1e1000000", "1e-1000000", "-1e999999999", "1e2147483647")) {
            assertThat(user.post("/api/tokens/check", "{\"amount\": " + amount + "}")
                            .statusCode())
                    .as(amount)
                    .isIn(400, 422);
        }
        assertThat(System.nanoTime() - startedNanos).isLessThan(5_000_000_000L);
    }

    @Test
    void aCheckSaysWhetherItIsEnough() {
        expect(200, entry("recharge", 1.5, null));

        assertThat(expect(200, user.post("/api/tokens/check", "{\"amount\": 1.5}"))
                        .toString())
                .isEqualTo("{\"sufficient\":true,\"balance\":1.5,\"required\":1.5}");
        assertThat(expect(200, user.post("/api/tokens/check", "{\"amount\": 1.500001}"))
                        .path("sufficient")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void everyBeforeAndAfterFollowsUnderManyWriters() throws Exception {
        expect(200, entry("recharge", 1000, null));
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String what = i % 2 == 0 ? "consume" : "recharge";
            calls.add(() -> post(what, "{\"amount\": 1.25}").statusCode());
        }
        ExecutorService threads = Executors.newFixedThreadPool(64);
        for (Future<Integer> answer : threads.invokeAll(calls)) {
            assertThat(answer.get()).isEqualTo(200);
        }
        threads.shutdown();

        JsonNode items =
                expect(200, user.get("/api/tokens/transactions?page_size=200")).path("items");
        for (int i = 0; i + 1 < items.size(); i++) {
            assertThat(items.get(i).path("balance_before").decimalValue())
                    .isEqualByComparingTo(items.get(i + 1).path("balance_after").decimalValue());
        }
        assertThat(items).hasSize(65);
        assertThat(balance().path("total_recharged").asText()).isEqualTo("1040");
        assertThat(balance().path("total_consumed").asText()).isEqualTo("40");
        assertThat(balance().path("balance").asText()).isEqualTo("1000");
    }

    @Test
    void onlyAnAdminBooks() {
        String path = "/api/tokens/admin/user/" + user.id();

        for (String what : List.of("recharge", "consume", "refund", "adjust", "discount")) {
            assertThat(user.post(path + "/" + what, "{\"amount\": 1}").statusCode())
                    .isEqualTo(403);
            assertThat(gateway.post(path + "/" + what, "{\"amount\": 1}").statusCode())
                    .isEqualTo(401);
        }
        assertThat(user.get(path + "/balance").statusCode()).isEqualTo(403);
        assertThat(expect(200, admin.get(path + "/balance")).path("balance").asText())
                .isEqualTo("0");
    }

    private JsonNode balance() {
        return expect(200, user.get("/api/tokens/balance"));
    }

    private java.net.http.HttpResponse<String> entry(String what, double amount, @Nullable String order) {
        return post(
                what,
                order == null
                        ? "{\"amount\": " + amount + "}"
                        : "{\"amount\": " + amount + ", \"order_no\": \"" + order + "\", \"description\": \"a test\"}");
    }

    private java.net.http.HttpResponse<String> post(String what, String json) {
        return admin.post("/api/tokens/admin/user/" + user.id() + "/" + what, json);
    }
}
