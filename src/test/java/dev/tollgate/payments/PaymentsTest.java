package dev.tollgate.payments;

import static dev.tollgate.testing.ApiUser.expect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.ledger.InvariantCheck;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders by EPay: what is paid is credited once, and nothing else is. */
class PaymentsTest {

    private static final String CALLBACK = "/api/tokens/recharge/callback";
    private static final String KEY = "sandbox-epay-key";

    private static Gateway gateway;

    private ApiUser user;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        gateway = Gateway.start(Map.of(
                "PORT",
                Integer.toString(port),
                "PUBLIC_URL",
                "http://127.0.0.1:" + port,
                "TOKENS_PER_CNY",
                "0.14",
                "tollgate.sign-in.registrations-per-minute",
                "10000"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void register() {
        user = ApiUser.register(gateway);
    }

    @Test
    void theCashierPaysAnOrderAndItIsCredited() {
        JsonNode order = order("12.30");
        assertThat(order.path("status").asText()).isEqualTo("pending");
        assertThat(order.path("amount").decimalValue()).isEqualByComparingTo("12.30");
        assertThat(order.path("tokens").asText()).isEqualTo("1.722");
        assertThat(order.path("qr_code").asText())
                .isEqualTo(order.path("pay_url").asText());

        String answer = pay(order, "");

        assertThat(answer).contains("<code>success</code>");
        assertThat(state(order).path("status").asText()).isEqualTo("paid");
        assertThat(state(order).path("late").asBoolean()).isFalse();
        assertThat(balance()).isEqualTo("1.722");
        JsonNode entry =
                expect(200, user.get("/api/tokens/transactions")).path("items").get(0);
        assertThat(entry.path("transaction_type").asText()).isEqualTo("recharge");
        assertThat(entry.path("order_no").asText())
                .isEqualTo(order.path("order_no").asText());
        assertThat(expect(200, user.get("/api/auth/me")).path("total_recharged").asText())
                .isEqualTo("1.722");
    }

    @Test
    void fiftyCopiesAtOnceCreditOnce() throws Exception {
        JsonNode order = order("100");
        String query = query(notification(order, Map.of()));
        List<Callable<String>> copies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            boolean posted = i % 2 == 0;
            copies.add(() -> posted
                    ? posted(query).body()
                    : gateway.get(CALLBACK + "?" + query).body());
        }
        ExecutorService threads = Executors.newFixedThreadPool(50);
        for (Future<String> answer : threads.invokeAll(copies)) {
            assertThat(answer.get()).isEqualTo("success");
        }
        threads.shutdown();

        assertThat(balance()).isEqualTo("14");
        assertThat(new InvariantCheck(gateway.application().getBean(javax.sql.DataSource.class))
                        .checkAll()
                        .violations())
                .isEmpty();
        assertThat(raw(order)).containsExactly(query);
    }

    @ParameterizedTest
    @CsvSource({"money, 12.3", "money, 12.300", "name, 充值", "param, ''"})
    void whatMeansTheSameIsTaken(String field, String value) {
        JsonNode order = order("12.30");
        assertThat(gateway.get(CALLBACK + "?" + query(notification(order, Map.of(field, value))))
                        .body())
                .isEqualTo("success");
        assertThat(balance()).isEqualTo("1.722");
    }

    @ParameterizedTest
    @CsvSource({
        "money, 12.29",
        "money, 1230",
        "money, -12.30",
        "money, 1e1",
        "money, ''",
        "pid, 1001",
        "trade_status, TRADE_CLOSED",
        "trade_status, ''",
        "out_trade_no, AH000000000000000000000000",
    })
    void whatIsWrongIsNotCredited(String field, String value) {
        JsonNode order = order("12.30");
        assertThat(gateway.get(CALLBACK + "?" + query(notification(order, Map.of(field, value))))
                        .body())
                .isEqualTo("fail");
        assertThat(state(order).path("status").asText()).isEqualTo("pending");
        assertThat(balance()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sign=", "sign=0123456789abcdef0123456789abcdef", "sign_type=RSA"})
    void whatIsNotSignedIsNotCredited(String sign) {
        JsonNode order = order("12.30");
        Map<String, String> unsigned = notification(order, Map.of());
        unsigned.remove("sign");

        assertThat(gateway.get(CALLBACK + "?" + query(unsigned) + "&" + sign).body())
                .isEqualTo("fail");
        assertThat(gateway.get(CALLBACK).body()).isEqualTo("fail");
        assertThat(state(order).path("status").asText()).isEqualTo("pending");
        assertThat(raw(order)).isEmpty();
    }

    @Test
    void anOrderThatIsPaidLateIsCreditedAndMarked() {
        JsonNode order = order("1");
        endNow(order);
        assertThat(bean().expire()).isPositive();
        assertThat(state(order).path("status").asText()).isEqualTo("expired");

        String query = query(notification(order, Map.of()));
        assertThat(gateway.get(CALLBACK + "?" + query).body()).isEqualTo("success");
        assertThat(gateway.get(CALLBACK + "?" + query).body()).isEqualTo("success");

        assertThat(state(order).path("status").asText()).isEqualTo("paid");
        assertThat(state(order).path("late").asBoolean()).isTrue();
        assertThat(balance()).isEqualTo("0.14");
    }

    @Test
    void aPaymentWhoseNotificationGotLostIsAskedFor() {
        JsonNode paid = order("5");
        JsonNode unpaid = order("6");
        assertThat(pay(paid, "&notify=no")).contains("not told");
        assertThat(bean().ask()).isZero(); // not yet near its end
        endNow(paid);
        endNow(unpaid);

        assertThat(bean().ask()).isEqualTo(1);
        bean().expire();

        assertThat(state(paid).path("status").asText()).isEqualTo("paid");
        assertThat(state(unpaid).path("status").asText()).isEqualTo("expired");
        assertThat(balance()).isEqualTo("0.7");
    }

    @Test
    void whatAnAdminHasCreditedUnderTheOrdersNumberIsNotCreditedAgain() {
        JsonNode order = order("100");
        String books = "/api/tokens/admin/user/" + user.id() + "/recharge";
        String number = order.path("order_no").asText();
        expect(200, ApiUser.admin(gateway).post(books, "{\"amount\": 14, \"order_no\": \"" + number + "\"}"));

        assertThat(gateway.get(CALLBACK + "?" + query(notification(order, Map.of())))
                        .body())
                .isEqualTo("success");

        assertThat(state(order).path("status").asText()).isEqualTo("paid");
        assertThat(balance()).isEqualTo("14");
    }

    @Test
    void aUserHasTwentyOpenOrdersAtMost() {
        for (int i = 0; i < 20; i++) {
            order("1");
        }
        HttpResponse<String> refused = user.post("/api/tokens/recharge", "{\"amount\": 1, \"type\": \"alipay\"}");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"amount\": 1.001, \"type\": \"alipay\"} | 422",
                "{\"amount\": 0, \"type\": \"alipay\"} | 422",
                "{\"amount\": -1, \"type\": \"alipay\"} | 422",
                "{\"amount\": \"1\", \"type\": \"alipay\"} | 422",
                "{\"amount\": 1e9, \"type\": \"alipay\"} | 422",
                "{\"amount\": 1, \"type\": \"cash\"} | 422",
                "{\"amount\": 1} | 422",
                "{\"amount\": 1, \"type\": \"alipay\", \"tokens\": 1000} | 422",
                "{\"amount\": 1, | 400",
            })
    void badOrdersAreRefused(String body, int status) {
        assertThat(user.post("/api/tokens/recharge", body).statusCode()).isEqualTo(status);
    }

    @Test
    void anOrderIsItsUsersAlone() {
        JsonNode order = order("1");
        String path = "/api/tokens/recharge/" + order.path("order_no").asText();

        assertThat(ApiUser.register(gateway).get(path).statusCode()).isEqualTo(404);
        assertThat(gateway.get(path).statusCode()).isEqualTo(401);
        assertThat(ApiUser.admin(gateway).get(path).statusCode()).isEqualTo(200);
        assertThat(gateway.post("/api/tokens/recharge", "{\"amount\": 1, \"type\": \"alipay\"}")
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"EPAY_KEY, 503, 503", "TOKENS_PER_CNY, 503, 200"})
    void anEmptySettingTurnsItOff(String setting, int order, int callback) {
        try (Gateway off = Gateway.start(Map.of(setting, ""))) {
            assertThat(ApiUser.register(off)
                            .post("/api/tokens/recharge", "{\"amount\": 1, \"type\": \"alipay\"}")
                            .statusCode())
                    .isEqualTo(order);
            String forged = query(signed(new LinkedHashMap<>(Map.of("pid", "1000", "out_trade_no", "x")), ""));
            assertThat(off.get(CALLBACK + "?" + forged).statusCode()).isEqualTo(callback);
        }
    }

    @Test
    void mapiAnswersAPageOfItsOwn() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Gateway mapi = Gateway.start(Map.of(
                "PORT", Integer.toString(port), "PUBLIC_URL", "http://127.0.0.1:" + port, "EPAY_MAPI", "true"))) {
            JsonNode order = expect(
                    201, ApiUser.register(mapi).post("/api/tokens/recharge", "{\"amount\": 1, \"type\": \"wxpay\"}"));
            assertThat(order.path("pay_url").asText()).contains("/submit.php?").contains("clientip=127.0.0.1");
        }
    }

    private JsonNode order(String amount) {
        return expect(201, user.post("/api/tokens/recharge", "{\"amount\": " + amount + ", \"type\": \"alipay\"}"));
    }

    private JsonNode state(JsonNode order) {
        return expect(
                200, user.get("/api/tokens/recharge/" + order.path("order_no").asText()));
    }

    private String balance() {
        return expect(200, user.get("/api/tokens/balance")).path("balance").asText();
    }

    /** As a browser does: opens the page and presses its button. */
    private static String pay(JsonNode order, String more) {
        String url = order.path("pay_url").asText();
        String path = URI.create(url).getRawPath() + "?" + URI.create(url).getRawQuery();
        String page = gateway.get(path).body();
        Matcher field = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\">").matcher(page);
        Map<String, String> fields = new LinkedHashMap<>();
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        fields.remove("notify");
        assertThat(page).contains("order " + order.path("order_no").asText());
        return form("/sandbox/epay/pay", query(fields) + more).body();
    }

    private static HttpResponse<String> posted(String query) {
        return form(CALLBACK, query);
    }

    private static HttpResponse<String> form(String path, String fields) {
        return gateway.send(gateway.request(path, "Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields)));
    }

    private static Map<String, String> notification(JsonNode order, Map<String, String> changes) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("pid", "1000");
        fields.put("trade_no", "2016080622555342651");
        fields.put("out_trade_no", order.path("order_no").asText());
        fields.put("type", "alipay");
        fields.put("name", "Token recharge");
        fields.put("money", order.path("amount").decimalValue().setScale(2).toPlainString());
        fields.put("trade_status", "TRADE_SUCCESS");
        fields.putAll(changes);
        return signed(fields, KEY);
    }

    private static Map<String, String> signed(Map<String, String> fields, String key) {
        fields.put("sign", EpaySignature.of(fields, key));
        fields.put("sign_type", "MD5");
        return fields;
    }

    private static String query(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static List<String> raw(JsonNode order) {
        return gateway.jdbc()
                .sql("SELECT raw FROM payment_notification WHERE order_no = ?")
                .param(order.path("order_no").asText())
                .query(String.class)
                .list();
    }

    private static void endNow(JsonNode order) {
        gateway.jdbc()
                .sql("UPDATE payment_order SET expires_at = now(), ask_at = now() WHERE order_no = ?")
                .param(order.path("order_no").asText())
                .update();
    }

    private static Payments bean() {
        return gateway.application().getBean(Payments.class);
    }
}
