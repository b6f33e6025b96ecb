package dev.tollgate.apihub;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.apihub.Proxy.Client;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every endpoint of the proxy, called by nobody, with an access token in place of a key, with another user's key, with the
 * owner's and with one that was deactivated; and whose money it costs.
 */
class KeyAccessTest {

    private static final String CALLS = """
            POST /v1/chat/completions 401 401 200 200 401 paid {"model": "sandbox", "messages": [{"role": "user", "content": "Hi"}]}
            POST /v1/completions      401 401 200 200 401 paid {"model": "sandbox", "prompt": "Hi"}
            POST /v1/responses        401 401 200 200 401 paid {"model": "sandbox", "input": "Hi"}
            POST /v1/embeddings       401 401 200 200 401 paid {"model": "sandbox", "input": "Hi"}
            POST /v1/messages         401 401 200 200 401 paid {"model": "sandbox", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
            GET  /v1/models           401 401 200 200 401 free
            GET  /v1/models/{model}   401 401 200 200 401 free
            POST /v1/{rest}           401 401 200 200 401 paid {"model": "sandbox", "input": "Hi"}
            """;

    private static final BigInteger TEN = BigInteger.valueOf(10_000_000);
    private static final Proxy PROXY = Proxy.shared();

    /** @param expected statuses for nobody, an access token, another's key, the owner's key, a deactivated key */
    private record Call(String method, String path, int[] expected, boolean paid, String body) {

        static Call of(String line) {
            String[] words = line.split(" +", 9);
            int[] expected = Stream.of(words)
                    .skip(2)
                    .limit(5)
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Call(words[0], words[1], expected, words[7].equals("paid"), words.length > 8 ? words[8] : "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static Stream<Call> calls() {
        return CALLS.lines().map(Call::of);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aKeyCallsAndItsOwnUserPays(Call call) {
        Client owner = PROXY.client("10", "");
        Client other = PROXY.client("10", "");
        Client gone = PROXY.client(owner.user(), "");
        expect(200, owner.user().post("/api/keys/" + gone.keyId() + "/deactivate", ""));

        assertThat(status(call)).isEqualTo(call.expected()[0]);
        assertThat(status(call, "Authorization", "Bearer " + owner.user().token()))
                .isEqualTo(call.expected()[1]);
        assertThat(status(call, "x-api-key", owner.user().token())).isEqualTo(call.expected()[1]);
        assertThat(status(call, "Authorization", "Bearer " + other.key())).isEqualTo(call.expected()[2]);
        requirePaid(call, other);
        assertThat(PROXY.balance(owner.user())).isEqualTo(TEN);
        assertThat(status(call, "x-api-key", owner.key())).isEqualTo(call.expected()[3]);
        requirePaid(call, owner);
        BigInteger left = PROXY.balance(owner.user());
        assertThat(status(call, "Authorization", "Bearer " + gone.key())).isEqualTo(call.expected()[4]);
        assertThat(PROXY.balance(owner.user())).isEqualTo(left);
    }

    @Test
    void noEndpointIsLeftOut() throws IOException {
        assertThat(calls().map(Call::toString))
                .containsExactlyInAnyOrderElementsOf(Document.operations(path -> path.startsWith("/v1/")));
    }

    private static void requirePaid(Call call, Client client) {
        BigInteger paid = call.paid() ? PROXY.call(client).charge() : BigInteger.ZERO;
        assertThat(paid.signum() > 0).isEqualTo(call.paid());
        assertThat(PROXY.balance(client.user())).isEqualTo(TEN.subtract(paid));
    }

    private static int status(Call call, String... headers) {
        String path = call.path().replace("{model}", "gpt-4").replace("{rest}", "moderations");
        var request = PROXY.gateway()
                .request(path, headers)
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01");
        return PROXY.gateway()
                .send(request.method(call.method(), BodyPublishers.ofString(call.body())))
                .statusCode();
    }
}
