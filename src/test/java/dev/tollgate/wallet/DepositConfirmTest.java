package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.HardhatNode;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.JobKey;
import org.quartz.Scheduler;

/** Deposits from the client's side, on a real chain. */
class DepositConfirmTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    private static final String TRANSIT = "0x7011647e000000000000000000000000000000aa";
    private static final BigInteger MON = BigInteger.TEN.pow(18);
    private static final String UNKNOWN = "0x" + "12".repeat(32);

    private static Gateway gateway;

    private final String user = NODE.accounts().get(1);

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("EVM_RPC_URL", NODE.url(), "EVM_CONFIRMATIONS", "2"));
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void aPaymentIsCreditedAsTheDocumentSays() {
        BigInteger before = balance(user);
        String hash = NODE.pay(user, TRANSIT, MON);
        NODE.mine(1);

        HttpResponse<String> answer = confirm(user, MON.toString(), hash);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode body = Gateway.json(answer);
        assertThat(body.properties()).hasSize(4);
        assertThat(body.path("success").isBoolean()).isTrue();
        assertThat(body.path("success").asBoolean()).isTrue();
        assertThat(body.path("message").textValue()).isEqualTo("Deposit successful");
        assertThat(body.path("tx_hash").textValue()).isEqualTo(hash);
        assertThat(body.path("new_balance").textValue())
                .isEqualTo(before.add(MON).toString());
        assertThat(balance(user)).isEqualTo(before.add(MON));
    }

    @Test
    void fiftyAtOnceGetTheSameAnswerAndOneCredit() {
        String payer = NODE.accounts().get(2);
        String hash = NODE.pay(payer, TRANSIT, MON);
        NODE.mine(1);

        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> confirm(payer, MON.toString(), hash)))
                .toList();

        assertThat(calls.stream()
                        .map(CompletableFuture::join)
                        .map(HttpResponse::body)
                        .distinct())
                .hasSize(1);
        assertThat(balance(payer)).isEqualTo(MON);
        assertThat(confirm(user, MON.toString(), hash).statusCode()).isEqualTo(409);
        assertThat(balance(payer)).isEqualTo(MON);
    }

    @Test
    void notDeepEnoughIs202WithDetailAndRetryAfter() {
        BigInteger before = balance(user);
        String hash = NODE.pay(user, TRANSIT, MON);

        HttpResponse<String> answer = confirm(user, MON.toString(), hash);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
        assertThat(Gateway.json(answer).path("detail").textValue()).isEqualTo("Transaction has 1 of 2 confirmations");
        assertThat(balance(user)).isEqualTo(before);
    }

    @Test
    void anUnknownTransactionIs404() {
        HttpResponse<String> answer = confirm(user, "1", UNKNOWN);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Transaction not found on chain 1337\"}");
    }

    @Test
    void theWrongAmountIs422() {
        BigInteger before = balance(user);
        String hash = NODE.pay(user, TRANSIT, MON);
        NODE.mine(1);

        assertThat(confirm(user, "1", hash).statusCode()).isEqualTo(422);
        assertThat(balance(user)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                     | user_address: is required",
                "{'user_address':'A','amount_wei':'1'}                  | tx_hash: is required",
                "{'user_address':'0x1','amount_wei':'1','tx_hash':'T'}  | user_address: must be 0x and 40 hex digits",
                "{'user_address':1,'amount_wei':'1','tx_hash':'T'}      | user_address: must be a string",
                "{'user_address':'A','amount_wei':1,'tx_hash':'T'}      | amount_wei: must be a string of decimal digits",
                "{'user_address':'A','amount_wei':'-1','tx_hash':'T'}"
                        + "| amount_wei: must be a whole number of wei, in decimal digits",
                "{'user_address':'A','amount_wei':'0','tx_hash':'T'}    | amount_wei: must be more than 0",
                "{'user_address':'A','amount_wei':'1','tx_hash':'0x'}   | tx_hash: must be 0x and 64 hex digits",
            })
    void malformedInputIs400NamingTheField(String body, String detail) {
        HttpResponse<String> answer = gateway.post(
                "/api/v1/mcp/deposit-confirm",
                body.replace('\'', '"').replace("\"A\"", "\"" + user + "\"").replace("\"T\"", "\"" + UNKNOWN + "\""));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Gateway.json(answer).path("detail").textValue()).isEqualTo(detail);
    }

    /** By the job itself, as Quartz runs it. */
    @Test
    void aReplacedBlockFreezesTheAccountWhichThenCanNotSpend() throws Exception {
        String payer = NODE.accounts().get(3).toLowerCase(Locale.ROOT);
        String snapshot = NODE.snapshot();
        String hash = NODE.pay(payer, TRANSIT, MON);
        NODE.mine(1);
        assertThat(confirm(payer, MON.toString(), hash).statusCode()).isEqualTo(200);
        NODE.revert(snapshot);
        NODE.mine(3);

        gateway.application().getBean(Scheduler.class).triggerJob(new JobKey("deposit-recheck", "wallet"));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway.get(gateway.managementUrl() + "/actuator/prometheus")
                                .body())
                        .contains("tollgate_evm_deposits_replaced_total 1.0"));
        HttpResponse<String> refusal = gateway.post(
                "/api/v1/claude/messages",
                "{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":1,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}",
                "X-User-Address",
                payer);
        assertThat(refusal.statusCode()).isEqualTo(403);
        assertThat(Gateway.json(refusal).path("detail").textValue()).contains("frozen");
        gateway.recharge(payer, "1.0");
        assertThat(gateway.balanceMon(payer)).isEqualTo("2.0");
    }

    @Test
    void healthLooksTheChainUp() {
        long block = NODE.latestBlock();
        HttpResponse<String> answer = gateway.get("/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"healthy\",\"chain_id\":1337,\"latest_block\":" + block + ",\"db_ok\":true}");
    }

    @Test
    void withoutANodeItIs503NamingTheVariable() {
        HttpResponse<String> answer = Gateway.shared()
                .post(
                        "/api/v1/mcp/deposit-confirm",
                        "{\"user_address\":\"" + user + "\",\"amount_wei\":\"1\",\"tx_hash\":\"" + UNKNOWN + "\"}");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"EVM_RPC_URL is not configured\"}");
    }

    private static HttpResponse<String> confirm(String user, String amountWei, String hash) {
        return gateway.post(
                "/api/v1/mcp/deposit-confirm",
                "{\"user_address\":\"" + user + "\",\"amount_wei\":\"" + amountWei + "\",\"tx_hash\":\"" + hash
                        + "\",\"client_type\":\"mcp\"}");
    }

    private static BigInteger balance(String user) {
        HttpResponse<String> answer = gateway.get("/api/v1/balance/" + user.toLowerCase(Locale.ROOT));
        return new BigInteger(Gateway.json(answer).path("balance").textValue());
    }
}
