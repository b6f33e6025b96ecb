package dev.tollgate.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.OnLost;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators do over HTTP, on the management port alone, and what the audit keeps of it. */
class OperatorDeskTest {

    private static final String TOKEN = "an-internal-token-of-this-test";
    private static final Gateway GATEWAY = Gateway.start(Map.of("INTERNAL_API_TOKEN", TOKEN));
    private static final String UNKNOWN = "0x" + "0".repeat(40);

    private final String wallet = Gateway.newWallet();
    private final String owner = "wallet:" + wallet;

    @AfterAll
    static void stop() {
        GATEWAY.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/operator/audit",
                "/operator/calls",
                "/operator/holds",
                "/operator/accounts/wallet:0x0000000000000000000000000000000000000000",
                "/operator",
                "/operator/"
            })
    void isNotOnTheProductsPort(String path) {
        HttpResponse<String> answer =
                GATEWAY.get(path, "Authorization", "Bearer " + TOKEN, "X-Operator", "ada", "X-Forwarded-Port", "9090");

        requireRefusal(answer, 404, "Not Found");
    }

    @Test
    void theProductIsNotOnTheManagementPort() {
        HttpResponse<String> answer = GATEWAY.get(GATEWAY.managementUrl() + "/api/v1/balance/" + wallet);

        requireRefusal(answer, 404, "Not Found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/prometheus"})
    void healthAndMetricsNeedNoToken(String path) {
        assertThat(GATEWAY.get(GATEWAY.managementUrl() + path).statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenIsRequired() {
        String path = GATEWAY.managementUrl() + "/operator/audit";

        requireRefusal(
                GATEWAY.get(path, "X-Operator", "ada"), 401, "Authorization: Bearer <INTERNAL_API_TOKEN> is required");
        requireRefusal(
                GATEWAY.get(path, "X-Operator", "ada", "Authorization", TOKEN),
                401,
                "Authorization: Bearer <INTERNAL_API_TOKEN> is required");
        for (String wrong : List.of("x", TOKEN + "x", TOKEN.substring(1), "")) {
            HttpResponse<String> answer = GATEWAY.get(path, "X-Operator", "ada", "Authorization", "Bearer " + wrong);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain(TOKEN);
        }
    }

    @Test
    void theTokenIsRequiredForRechargesToo() {
        String recharge = "{\"user_address\":\"" + wallet + "\",\"amount\":\"1.0\"}";

        assertThat(GATEWAY.post("/internal/recharge", recharge).statusCode()).isEqualTo(401);
        assertThat(GATEWAY.post("/internal/recharge", recharge, "Authorization", "Bearer x")
                        .statusCode())
                .isEqualTo(401);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.0");
        recharge("1.0");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "a/b", "<b>", "Zoë", "${body}"})
    void theOperatorMustHaveAName(String name) {
        HttpResponse<String> answer = GATEWAY.get(
                GATEWAY.managementUrl() + "/operator/audit", "Authorization", "Bearer " + TOKEN, "X-Operator", name);

        requireRefusal(
                answer,
                400,
                "X-Operator: must name you for the audit, 1 to 64 letters, digits, spaces or any of @ . _ -");
    }

    @Test
    void theStatementShowsBalanceAndTransfers() {
        recharge("1.0");
        recharge("0.5");

        JsonNode statement = Gateway.json(get("/operator/accounts/" + owner));

        assertThat(statement.path("owner").asText()).isEqualTo(owner);
        assertThat(statement.path("asset").asText()).isEqualTo("MON");
        assertThat(statement.path("posted").asText()).isEqualTo("1500000000000000000");
        assertThat(statement.path("held").asText()).isEqualTo("0");
        assertThat(statement.path("available").asText()).isEqualTo("1500000000000000000");
        assertThat(statement.path("frozen").isBoolean()).isTrue();
        assertThat(statement.path("total").asInt()).isEqualTo(2);
        assertThat(statement.path("items").findValuesAsText("amount"))
                .containsExactly("500000000000000000", "1000000000000000000");
        JsonNode second = Gateway.json(get("/operator/accounts/" + owner + "?page=2&page_size=1"));
        assertThat(second.path("items").findValuesAsText("balance_after")).containsExactly("1000000000000000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/operator/accounts/wallet:0x0000000000000000000000000000000000000000 | 404 | No such account",
                "/operator/accounts/null | 404 | No such account",
                "/operator/accounts/%27%20OR%20%271%27=%271 | 404 | No such account",
                "/operator/accounts/system:revenue?asset=GOLD | 400 | asset: is unknown",
                "/operator/accounts/x?page=0 | 400 | page: must be an integer from 1 to 1000000",
                "/operator/audit?page_size=201 | 400 | page_size: must be an integer from 1 to 200",
                "/operator/calls?request_id=%00 | 400 | query: has control characters",
                "/operator/nope | 404 | Not Found",
                "/operator/audit/ | 404 | Not Found",
                "//operator/audit | 404 | Not Found",
                "/actuator/../operator/audit | 404 | Not Found"
            })
    void badReadsAreRefused(String path, int status, String message) {
        requireRefusal(get(path), status, message);
    }

    @Test
    void anAdjustmentIsBookedOnceAndAudited() {
        recharge("1.0");
        String id = UUID.randomUUID().toString();
        String request = adjustment(id, "-0.25", "charged twice, \"ticket\" 'null' 7");

        JsonNode first = Gateway.json(post("/operator/accounts/" + owner + "/adjustments", request));
        JsonNode again = Gateway.json(post("/operator/accounts/" + owner + "/adjustments", request));

        assertThat(first.path("booked_now").asBoolean()).isTrue();
        assertThat(first.path("available").asText()).isEqualTo("750000000000000000");
        assertThat(again.path("booked_now").asBoolean()).isFalse();
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.75");
        assertThat(audited()).containsExactly("adjust|ada@example.org|charged twice, \"ticket\" 'null' 7|desk-1");
        assertThat(post("/operator/accounts/" + owner + "/adjustments", adjustment(id, "-0.5", "another"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.75");
    }

    @Test
    void anAdjustmentNeverTakesMoreThanThereIs() {
        recharge("1.0");

        HttpResponse<String> answer = post(
                "/operator/accounts/" + owner + "/adjustments",
                adjustment(UUID.randomUUID().toString(), "-1.5", "too much"));

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
        assertThat(audited()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | \"1\" | \"why\" | id: must be a UUID of yours: the same id books once",
                "\"x\" | \"1\" | \"why\" | id: must be a UUID",
                "\"null\" | \"1\" | \"why\" | id: must be a UUID",
                "ID | 1 | \"why\" | amount: must be a decimal string",
                "ID | \"1e3\" | \"why\" | amount: must be a plain decimal, below 0 to take",
                "ID | \"--1\" | \"why\" | amount: must be a plain decimal, below 0 to take",
                "ID | \"1\\n\" | \"why\" | amount: must be a plain decimal, below 0 to take",
                "ID | \"0\" | \"why\" | amount: must be more than 0",
                "ID | \"-0\" | \"why\" | amount: must be more than 0",
                "ID | \"1\" | \"no\" | reason: must say why, in 3 to 500 characters",
                "ID | \"1\" | \"a\\u0000b\" | reason: must not have U+0000 or half a surrogate pair",
                "ID | \"1\" | \"why\", \"extra\": 1 | extra: is not known here",
            })
    void badAdjustmentsAreRefused(String id, String amount, String reason, String message) {
        recharge("1.0");
        String request = "{\"asset\":\"MON\",\"id\":" + id.replace("ID", "\"" + UUID.randomUUID() + "\"")
                + ",\"amount\":" + amount + ",\"reason\":" + reason + "}";

        requireRefusal(post("/operator/accounts/" + owner + "/adjustments", request), 400, message);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
        assertThat(audited()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system:revenue",
                "shortfall:wallet:0x1",
                "null",
                "x",
                "wallet:",
                "wallet:0xABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD",
                "wallet:0x1%20",
                "wallet:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            })
    void onlyCustomersAccountsAreTouched(String account) {
        String reason = "{\"asset\":\"MON\",\"reason\":\"a test\"}";
        String refusal = "owner: must be a customer's account, such as wallet:0x…";

        requireRefusal(
                post(
                        "/operator/accounts/" + account + "/adjustments",
                        adjustment(UUID.randomUUID().toString(), "1", "a test")),
                400,
                refusal);
        requireRefusal(post("/operator/accounts/" + account + "/freeze", reason), 400, refusal);
        requireRefusal(post("/operator/accounts/" + account + "/unfreeze", reason), 400, refusal);
    }

    @Test
    void aFrozenAccountIsCreditedAndCannotSpendUntilItIsUnfrozen() {
        recharge("1.0");

        JsonNode frozen = Gateway.json(reason("/operator/accounts/" + owner + "/freeze", "a replaced block"));
        assertThat(frozen.path("frozen").asBoolean()).isTrue();
        assertThat(frozen.path("owner").asText()).isEqualTo(owner);
        recharge("1.0");
        assertThat(ask().statusCode()).isEqualTo(403);

        JsonNode unfrozen = Gateway.json(reason("/operator/accounts/" + owner + "/unfreeze", "it was ours"));
        assertThat(unfrozen.path("frozen").asBoolean()).isFalse();
        assertThat(ask().statusCode()).isEqualTo(200);
        assertThat(audited())
                .containsExactly(
                        "freeze|ada@example.org|a replaced block|desk-1",
                        "unfreeze|ada@example.org|it was ours|desk-1");
    }

    @Test
    void anUnknownAccountIsNotFrozen() {
        requireRefusal(reason("/operator/accounts/wallet:" + UNKNOWN + "/freeze", "a test"), 404, "No such account");
    }

    @Test
    void anOpenHoldIsListedAndVoidedOnce() {
        recharge("1.0");
        UUID hold = hold();

        JsonNode listed = Gateway.json(get("/operator/holds?page_size=200"));
        assertThat(listed.path("items"))
                .filteredOn(item -> item.path("id").asText().equals(hold.toString()))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.path("owner").asText()).isEqualTo(owner);
                    assertThat(item.path("amount").asText()).isEqualTo("400000000000000000");
                    assertThat(item.path("request_id").asText()).isEqualTo("stuck-1");
                });
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.6");

        JsonNode voided = Gateway.json(reason("/operator/holds/" + hold + "/void", "its process is gone"));
        assertThat(voided.path("state").asText()).isEqualTo("VOIDED");
        assertThat(voided.path("id").asText()).isEqualTo(hold.toString());
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
        requireRefusal(reason("/operator/holds/" + hold + "/void", "once more"), 409, "There is no open hold " + hold);
        assertThat(GATEWAY.jdbc()
                        .sql("SELECT action || '|' || operator || '|' || reason FROM audit WHERE subject = ?")
                        .param(hold.toString())
                        .query(String.class)
                        .list())
                .containsExactly("void-hold|ada@example.org|its process is gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "x", "%27"})
    void aHoldIsNamedByItsUuid(String id) {
        requireRefusal(reason("/operator/holds/" + id + "/void", "a test"), 400, "id: must be a UUID");
    }

    @Test
    void callsAreFoundByTheirRequestId() {
        recharge("1.0");
        String id = "call-" + UUID.randomUUID();
        assertThat(ask("X-Request-ID", id).statusCode()).isEqualTo(200);

        JsonNode calls = Gateway.json(get("/operator/calls?request_id=" + id));

        assertThat(calls.path("items")).singleElement().satisfies(call -> {
            assertThat(call.path("owner").asText()).isEqualTo(owner);
            assertThat(call.path("outcome").asText()).isEqualTo("ok");
            assertThat(call.path("route").asText()).isEqualTo("wallet-claude-messages");
            assertThat(call.path("charge").asText()).isEqualTo("12288000000000000");
            assertThat(call.path("input_tokens").asLong()).isPositive();
        });
        assertThat(Gateway.json(get("/operator/calls")).path("items").findValuesAsText("request_id"))
                .contains(id);
        assertThat(Gateway.json(get("/operator/calls?request_id=none")).path("items"))
                .isEmpty();
    }

    @Test
    void theAuditIsPagedNewestFirst() {
        recharge("1.0");
        reason("/operator/accounts/" + owner + "/freeze", "first of two");
        reason("/operator/accounts/" + owner + "/unfreeze", "second of two");

        JsonNode audit = Gateway.json(get("/operator/audit?page_size=2"));

        assertThat(audit.path("items").findValuesAsText("reason")).containsExactly("second of two", "first of two");
        assertThat(audit.path("items").get(0).path("operator").asText()).isEqualTo("ada@example.org");
        assertThat(audit.path("items").get(0).path("request_id").asText()).isEqualTo("desk-1");
        assertThat(audit.path("total").asInt()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theLedgerIsCheckedOnDemand() {
        recharge("1.0");

        JsonNode report = Gateway.json(post("/operator/ledger/check", ""));

        assertThat(report.path("violations")).isEmpty();
        assertThat(report.path("transfers_checked").asLong()).isPositive();
    }

    private UUID hold() {
        Hold hold = GATEWAY.application()
                .getBean(Ledger.class)
                .hold(new HoldRequest(
                        UUID.randomUUID(),
                        new AccountRef(owner, Asset.MON),
                        Asset.MON.parse("0.4"),
                        "stuck-1",
                        "a-test",
                        OnLost.VOID,
                        List.of()));
        return hold.id();
    }

    private HttpResponse<String> ask(String... headers) {
        return GATEWAY.send(GATEWAY.request("/api/v1/claude/messages", headers)
                .header("X-User-Address", wallet)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":1024,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}")));
    }

    private void recharge(String mon) {
        HttpResponse<String> answer = GATEWAY.post(
                "/internal/recharge",
                "{\"user_address\":\"" + wallet + "\",\"amount\":\"" + mon + "\"}",
                "Authorization",
                "Bearer " + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static String adjustment(String id, String amount, String reason) {
        return "{\"id\":\"" + id + "\",\"asset\":\"MON\",\"amount\":\"" + amount + "\",\"reason\":\""
                + reason.replace("\"", "\\\"") + "\"}";
    }

    private static HttpResponse<String> reason(String path, String reason) {
        String asset = path.startsWith("/operator/accounts") ? "\"asset\":\"MON\"," : "";
        return post(path, "{" + asset + "\"reason\":\"" + reason + "\"}");
    }

    private static HttpResponse<String> get(String path) {
        return GATEWAY.get(GATEWAY.managementUrl() + path, operator());
    }

    private static HttpResponse<String> post(String path, String json) {
        return GATEWAY.post(GATEWAY.managementUrl() + path, json, operator());
    }

    private static String[] operator() {
        return new String[] {
            "Authorization", "Bearer " + TOKEN, "X-Operator", "ada@example.org", "X-Request-ID", "desk-1"
        };
    }

    private List<String> audited() {
        return GATEWAY.jdbc()
                .sql("SELECT action || '|' || operator || '|' || reason || '|' || request_id FROM audit"
                        + " WHERE subject LIKE ? ORDER BY id")
                .param(owner + "%")
                .query(String.class)
                .list();
    }

    private static void requireRefusal(HttpResponse<String> answer, int status, String message) {
        assertThat(Gateway.json(answer).path("detail").asText()).isEqualTo(message);
        assertThat(Gateway.json(answer)).hasSize(1);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }
}
