package dev.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a wildcard below {@code /api}: what a family serves stays its own, for every method. */
class WildcardTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE", "get", "Post");
    private static final byte[] NOTHING = new byte[0];

    record Wrong(String method, String path, Set<String> allowed) {}

    static List<Wrong> wrongMethods() {
        List<Wrong> wrong = new ArrayList<>();
        for (String post : List.of(
                "/api/v1/x402/quote", "/api/v1/mcp/deposit-confirm", "/api/v1/balance", "/api/v1/claude/messages")) {
            add(wrong, post, Set.of("POST"));
        }
        add(wrong, "/api/v1/balance/" + EdgeGateway.WALLET, Set.of("GET", "HEAD"));
        return wrong;
    }

    private static void add(List<Wrong> wrong, String path, Set<String> allowed) {
        METHODS.stream()
                .filter(method -> !allowed.contains(method))
                .forEach(method -> wrong.add(new Wrong(method, path, allowed)));
    }

    @ParameterizedTest
    @MethodSource("wrongMethods")
    void aWrongMethodIsRefusedAndNotTheWildcards(Wrong wrong) {
        RawHttp.Answer answer = EDGE.send(wrong.method(), wrong.path(), EdgeGateway.JSON, NOTHING);

        String body = wrong.method().equals("HEAD") ? "" : EdgeGateway.detail("Method Not Allowed");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.header("allow")).hasValue(String.join(", ", new TreeSet<>(wrong.allowed())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PURGE"})
    void theWildcardTakesTheRest(String method) {
        RawHttp.Answer answer = EDGE.send(method, "/api/v1/claude/messages/batches", "", NOTHING);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("wildcard v1/claude/messages/batches");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/claude/messages/",
                "/api/v1/claude/Messages",
                "/api/v1/balance/",
                "/api/v1/balance/0x/x",
                "/api",
                "/api/"
            })
    void whatIsNotExactlyTheFamilysIsTheWildcards(String path) {
        assertThat(EDGE.get(path, "").text()).startsWith("wildcard ");
    }

    /** Else a relay could be asked for a path that its rules never saw. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/x/../v1/balance",
                "/api/x/%2e%2e/v1/balance",
                "/api//x",
                "//api/x",
                "/api/x;y=1",
                "/api;y=1/x",
                "/api/./x",
                "/x/../api/x"
            })
    void aPathThatHasToBePutRightIsNobodys(String path) {
        EdgeGateway.requireRefusal(EDGE.get(path, ""), 404, EdgeGateway.detail("Not Found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/a%20b", "/api/%E4%BD%A0", "/api/a%2Bb+c", "/api/a:b@c,d"})
    void anEncodedPathIsDecodedOnce(String path) {
        assertThat(EDGE.get(path, "").text()).isIn("wildcard a b", "wildcard 你", "wildcard a+b+c", "wildcard a:b@c,d");
    }
}
