package dev.tollgate.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.fetch.FetchFailed;
import dev.tollgate.fetch.Fetched;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.JpStandIn;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.StandIn;
import dev.tollgate.testing.StandIn.Misbehaviour;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that ask the verification server, against the sandbox's, in the whole application. */
class VerifyRoutesTest {

    private static final String ORDER = "direct:liqpass-verify-order";
    private static final String CLAIM = "direct:liqpass-verify-claim";

    private static final JpStandIn JP = JpStandIn.start();
    private static final Gateway GATEWAY = Gateway.start(Map.of("JP_VERIFY_URL", JP.url() + "/"));

    private final CamelContext camel = GATEWAY.application().getBean(CamelContext.class);

    @AfterAll
    static void stop() {
        GATEWAY.close();
        JP.close();
    }

    @BeforeEach
    void forget() {
        JP.forget();
    }

    @Test
    void anOrderIsVerified() {
        assertThat(verification(ask(ORDER, order("binance_order_123456"))))
                .isEqualTo(new Verification(true, null, null));

        ReceivedRequest request = JP.takeRequest();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/verify/order");
        assertThat(Gateway.parse(request.text()))
                .isEqualTo(Gateway.parse("{\"exchange\":\"binance\",\"symbol\":\"BTC-USDT\","
                        + "\"order_reference\":\"binance_order_123456\",\"wallet_address\":\"0xabc\"}"));
        assertThat(JP.requests()).hasSize(1);
    }

    @Test
    void anOrderIsRejected() {
        Exchange no = ask(ORDER, order("reject-1"));

        assertThat(no.getException()).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(422);
            assertThat(refusal.code()).isEqualTo("VERIFICATION_FAILED");
        });
        assertThat(no.getVariable("verification"))
                .isEqualTo(new Verification(false, "The exchange knows no such order", null));
        assertThat(verification(ask(ORDER, order("reject_claim-1")))).isEqualTo(new Verification(true, null, null));
    }

    @Test
    void nothingOfTheClientsGoesThereAndNothingComesBack() {
        Exchange exchange = exchange("order", order("binance_order_123456"));
        Message message = exchange.getMessage();
        Map<String, Object> sent = Map.of(
                "authorization", "Bearer client",
                "Cookie", "session=1",
                "x-api-key", "client",
                "x-user-address", "0xabc",
                "idempotency-key", "k1",
                "CamelHttpPath", "/elsewhere",
                "CamelHttpUri", "http://127.0.0.1:1/",
                "CamelHttpQuery", "a=b",
                "CamelHttpMethod", "DELETE");
        sent.forEach(message::setHeader);

        camel.createProducerTemplate().send(ORDER, exchange);

        assertThat(verification(exchange).verified()).isTrue();
        ReceivedRequest request = JP.takeRequest();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /verify/order");
        assertThat(request.headers().keySet())
                .isSubsetOf(
                        "authorization",
                        "accept",
                        "content-type",
                        "content-length",
                        "host",
                        "connection",
                        "user-agent");
        assertThat(request.header("authorization")).hasValue("Bearer sandbox-jp-token");
        assertThat(request.header("content-type")).hasValue("application/json");
        assertThat(exchange.getMessage().getHeaders()).isEqualTo(sent);
        assertThat(exchange.getMessage().getBody()).isEqualTo(order("binance_order_123456"));
    }

    private static Stream<Arguments> passingFailures() {
        return Stream.of(
                Arguments.of("500", StandIn.raw(status(500))),
                Arguments.of("503", StandIn.raw(status(503))),
                Arguments.of("a reset", StandIn.reset()),
                Arguments.of("no answer", StandIn.noAnswer()),
                Arguments.of(
                        "half an answer",
                        StandIn.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"verified\":true")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passingFailures")
    void aFailureIsRetriedOnce(String name, Misbehaviour failure) {
        JP.next(failure);
        assertThat(verification(ask(ORDER, order("binance_order_1"))).verified())
                .isTrue();
        assertThat(JP.requests()).hasSize(2);
        assertThat(JP.requests().get(1).text()).isEqualTo(JP.requests().get(0).text());

        JP.forget();
        JP.next(failure);
        JP.next(failure);
        assertUnavailable(ask(ORDER, order("binance_order_1")));
        assertThat(JP.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {ORDER, CLAIM})
    void silenceIsATimeOut(String route) {
        long before = System.nanoTime();

        assertUnavailable(route.equals(ORDER) ? ask(ORDER, order("slow-1")) : ask(CLAIM, claim("slow-1")));

        assertThat(JP.requests()).hasSize(2);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(13));
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        JP.refuseConnections();
        JP.next(StandIn.reset()); // a connection that is still open
        try {
            assertUnavailable(ask(ORDER, order("binance_order_1")));
        } finally {
            JP.acceptConnections();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"down-1", "down"})
    void aServerThatIsDownIsUnavailable(String reference) {
        assertUnavailable(ask(ORDER, order(reference)));
        assertThat(JP.requests()).hasSize(2);
        assertUnavailable(ask(CLAIM, claim(reference)));
        assertThat(JP.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"verified\":\"yes\"}",
                "{\"verified\":true,\"liquidated_amount\":\"1\"}",
                "{\"verified\":true,\"liquidated_amount\":-1}"
            })
    void nonsenseIsUnavailableAndNotAskedForAgain(String body) {
        JP.next(StandIn.raw(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));

        assertUnavailable(ask(ORDER, order("binance_order_1")));
        assertThat(JP.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 400, 401, 404})
    void otherStatusesAreUnavailableAndNotAskedForAgain(int status) {
        JP.next(StandIn.raw(status(status)));

        assertUnavailable(ask(ORDER, order("binance_order_1")));
        assertThat(JP.requests()).hasSize(1);
    }

    @Test
    void anEndlessAnswerIsCut() {
        Misbehaviour endless = connection -> {
            StandIn.raw("HTTP/1.1 200 OK\r\n\r\n").serve(connection);
            while (true) {
                StandIn.raw(" ".repeat(10_000)).serve(connection);
            }
        };
        JP.next(endless);
        JP.next(endless);

        assertUnavailable(ask(ORDER, order("binance_order_1")));
        assertThat(JP.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.outcome()).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void aClaimIsVerifiedWithTheHashOfItsProof() {
        Exchange done = ask(CLAIM, claim("binance_order_123456"));

        assertThat(verification(done)).isEqualTo(new Verification(true, null, new BigDecimal("100")));
        Fetched proof = done.getVariable("proof", Fetched.class);
        assertThat(proof.sha256()).matches("[0-9a-f]{64}");
        assertThat(proof.contentType()).startsWith("application/json");
        ReceivedRequest request = JP.takeRequest();
        assertThat(request.path()).isEqualTo("/verify/claim");
        JsonNode asked = Gateway.parse(request.text());
        assertThat(asked.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "exchange",
                        "symbol",
                        "order_reference",
                        "wallet_address",
                        "proof_uri",
                        "proof_sha256",
                        "liquidated_amount",
                        "liquidated_price");
        assertThat(asked.path("proof_sha256").asText()).isEqualTo(proof.sha256());
        assertThat(asked.path("liquidated_amount").decimalValue()).isEqualByComparingTo("100");
    }

    @Test
    void aClaimIsConfirmedInPartOrRejected() {
        assertThat(verification(ask(CLAIM, claim("half-1"))))
                .isEqualTo(new Verification(true, null, new BigDecimal("50")));
        assertThat(verification(ask(CLAIM, claim("reject_claim-1"))))
                .isEqualTo(new Verification(false, "The exchange knows of no such liquidation", null));
        assertThat(verification(ask(CLAIM, claim("reject-1"))).verified()).isFalse();
    }

    @Test
    void aProofThatIsNotThereIsAskedNobodyAbout() {
        Map<String, Object> claim = claim("binance_order_1");
        claim.put("proof_uri", GATEWAY.url() + "/sandbox/jp/none.json");
        FetchFailed missing = (FetchFailed) ask(CLAIM, claim).getException();
        assertThat(missing.worthRetrying()).isTrue();
        assertThat(missing.message()).isEqualTo("the host answers with status 404");

        claim.put("proof_uri", "https://169.254.169.254/latest/meta-data/");
        FetchFailed inside = (FetchFailed) ask(CLAIM, claim).getException();
        assertThat(inside.worthRetrying()).isFalse();

        assertThat(JP.requests()).isEmpty();
    }

    @Test
    void theSandboxServesAnExampleProof() {
        HttpResponse<String> proof = GATEWAY.get("/sandbox/jp/proof.json");

        assertThat(proof.statusCode()).isEqualTo(200);
        assertThat(Gateway.json(proof).at("/liquidation/liquidated_price").asText())
                .isEqualTo("50000");
    }

    private Exchange ask(String route, Map<String, Object> question) {
        return camel.createProducerTemplate().send(route, exchange(route.equals(ORDER) ? "order" : "claim", question));
    }

    private Exchange exchange(String variable, Map<String, Object> question) {
        Exchange exchange = new DefaultExchange(camel);
        if (variable.equals("order")) {
            exchange.getMessage().setBody(question);
        } else {
            exchange.setVariable(variable, question);
        }
        exchange.setVariable("verification", "of an earlier call");
        return exchange;
    }

    private static Verification verification(Exchange done) {
        assertThat(done.getException()).isNull();
        return done.getVariable("verification", Verification.class);
    }

    private static void assertUnavailable(Exchange done) {
        assertThat(done.getException()).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.code()).isEqualTo("unavailable");
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(5));
            assertThat(refusal.message()).doesNotContain("127.0.0.1");
        });
        assertThat(done.getVariable("verification")).isNull();
    }

    private static Map<String, Object> order(String reference) {
        return new HashMap<>(Map.of(
                "sku_id", "sku_5x_leverage",
                "exchange", "binance",
                "symbol", "BTC-USDT",
                "order_reference", reference,
                "wallet_address", "0xabc"));
    }

    private static Map<String, Object> claim(String reference) {
        Map<String, Object> claim = order(reference);
        claim.put("claim_id", "claim_1");
        claim.put("proof_uri", GATEWAY.url() + "/sandbox/jp/proof.json");
        claim.put("liquidated_amount", new BigDecimal("100"));
        claim.put("liquidated_price", new BigDecimal("50000"));
        return claim;
    }

    private static String status(int status) {
        return "HTTP/1.1 " + status + " x\r\nConnection: close\r\nLocation: /verify/claim\r\nContent-Length: 0\r\n\r\n";
    }
}
