package dev.tollgate.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** {@code WALLET_AUTH=signature} from the client's side. */
class SignInTest {

    private static Gateway gateway;

    private final ECKeyPair wallet = newKey();
    private final String address = "0x" + Keys.getAddress(wallet);

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("WALLET_AUTH", "signature", "PUBLIC_URL", "https://pay.example.com/"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aWalletSignsInAndSpends() {
        gateway.recharge(address, "1.0");
        JsonNode session = signIn();
        assertThat(session.path("token_type").textValue()).isEqualTo("bearer");
        assertThat(session.path("expires_in").isIntegralNumber()).isTrue();
        assertThat(session.path("expires_in").intValue()).isEqualTo(3600);
        assertThat(session.path("address").textValue()).isEqualTo(address);

        HttpResponse<String> answer = ask(address, session.path("access_token").textValue());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(gateway.balanceMon(address)).isEqualTo("0.950848");
    }

    @Test
    void theHeaderAloneIs401AndCostsNothing() {
        gateway.recharge(address, "1.0");

        HttpResponse<String> answer = ask(address, null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Gateway.json(answer).path("detail").textValue()).contains("/auth/siwe/nonce");
        assertThat(ask(address, "nonsense").statusCode()).isEqualTo(401);
        assertThat(gateway.balanceMon(address)).isEqualTo("1.0");
    }

    @Test
    void anotherAddressInTheHeaderIs403() {
        String victim = gateway.newWallet("1.0");

        assertThat(ask(victim, signIn().path("access_token").textValue()).statusCode())
                .isEqualTo(403);
        assertThat(gateway.balanceMon(victim)).isEqualTo("1.0");
    }

    @Test
    void theMessageIsForTheConfiguredDomainWhateverHostWasCalled() {
        JsonNode nonce = nonce("{\"address\":\"" + address + "\"}");

        assertThat(nonce.path("message").textValue())
                .startsWith("pay.example.com wants you to sign in with your Ethereum account:\n" + address + "\n\n")
                .contains("\nURI: https://pay.example.com\nVersion: 1\nChain ID: 1337\nNonce: "
                        + nonce.path("nonce").textValue() + "\n");
        assertThat(Instant.parse(nonce.path("expires_at").textValue()))
                .isBetween(Instant.now().plusSeconds(240), Instant.now().plusSeconds(310));
    }

    @Test
    void withoutAnAddressThereIsANonceAlone() {
        JsonNode nonce = nonce("{}");

        assertThat(nonce.properties()).extracting(Map.Entry::getKey).containsExactly("nonce", "expires_at");
    }

    @Test
    void aRepeatedSignInIs401() {
        String message =
                nonce("{\"address\":\"" + address + "\"}").path("message").textValue();

        assertThat(verify(message).statusCode()).isEqualTo(200);
        HttpResponse<String> repeat = verify(message);
        assertThat(repeat.statusCode()).isEqualTo(401);
        assertThat(repeat.body()).isEqualTo("{\"detail\":\"The nonce is unknown, used or expired\"}");
    }

    @Test
    void whoSignsOutIs401FromThenOn() {
        gateway.recharge(address, "1.0");
        String token = signIn().path("access_token").textValue();
        assertThat(ask(address, token).statusCode()).isEqualTo(200);

        HttpResponse<String> answer =
                gateway.send(gateway.request("/auth/siwe/sign-out", "Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"success\": true}");
        assertThat(ask(address, token).statusCode()).isEqualTo(401);
        HttpResponse<String> without =
                gateway.send(gateway.request("/auth/siwe/sign-out").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(without.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/auth/siwe/nonce  | {'address':'0x12'}                 | address: must be 0x and 40 hex digits",
                "/auth/siwe/nonce  | {'address':12}                     | address: must be a string",
                "/auth/siwe/verify | {'message':'x'}                    | signature: is required",
                "/auth/siwe/verify | {'message':1,'signature':'SIG'}    | message: must be a string",
                "/auth/siwe/verify | {'message':'x','signature':'0x'}"
                        + "| signature: must be 0x and 130 hex digits (65 bytes, as personal_sign gives them)",
                "/auth/siwe/verify | {'message':'x','signature':'SIG'}"
                        + "| message: must begin with '<domain> wants you to sign in with your Ethereum account:'",
            })
    void malformedInputIs400NamingTheField(String path, String body, String detail) {
        HttpResponse<String> answer =
                gateway.post(path, body.replace('\'', '"').replace("SIG", "0x" + "00".repeat(65)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Gateway.json(answer).path("detail").textValue()).isEqualTo(detail);
    }

    private JsonNode signIn() {
        String message =
                nonce("{\"address\":\"" + address + "\"}").path("message").textValue();
        HttpResponse<String> answer = verify(message);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Gateway.json(answer);
    }

    private static JsonNode nonce(String body) {
        HttpResponse<String> answer = gateway.post("/auth/siwe/nonce", body);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Gateway.json(answer);
    }

    private HttpResponse<String> verify(String message) {
        Sign.SignatureData signature = Sign.signPrefixedMessage(message.getBytes(UTF_8), wallet);
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("message", message)
                .put(
                        "signature",
                        Numeric.toHexString(signature.getR())
                                + Numeric.toHexStringNoPrefix(signature.getS())
                                + Numeric.toHexStringNoPrefix(signature.getV()))
                .toString();
        return gateway.post("/auth/siwe/verify", body);
    }

    private static HttpResponse<String> ask(String address, @Nullable String token) {
        List<String> headers = new ArrayList<>(List.of("X-User-Address", address));
        if (token != null) {
            headers.addAll(List.of("Authorization", "Bearer " + token));
        }
        return gateway.post(
                "/api/v1/claude/messages",
                "{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":4096,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}",
                headers.toArray(String[]::new));
    }

    private static ECKeyPair newKey() {
        try {
            return Keys.createEcKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
