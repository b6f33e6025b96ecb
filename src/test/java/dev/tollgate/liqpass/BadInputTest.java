package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is sent about an order, a claim or a decision that would be taken but for what is wrong with it: the exact
 * refusal in the family's envelope, and nothing changes.
 */
class BadInputTest {

    private static final Gateway GATEWAY = Gateway.shared();

    private static Buyer buyer;
    private static ApiUser admin;

    /** One that may still be claimed. */
    private static String order;

    private static String claim;

    @BeforeAll
    static void whatCouldBeSpoiled() {
        admin = ApiUser.admin(GATEWAY);
        buyer = Buyer.with(GATEWAY, "10");
        order = buyer.buy();
        claim = buyer.file(buyer.buy());
    }

    static Stream<BadRequest> table() {
        return Stream.of(BadOrderBodies.all(), BadCalls.all(), BadClaimDecisions.all())
                .flatMap(rows -> rows);
    }

    @ParameterizedTest
    @MethodSource("table")
    void isRefusedInTheFamilysEnvelopeAndChangesNothing(BadRequest bad) {
        String before = state();

        RawHttp.Answer answer = RawHttp.send(GATEWAY.url(), bad.bytes(names()));

        JsonNode body = Gateway.parse(answer.text());
        boolean familys = !bad.code().equals("-");
        String message = body.path(familys ? "error" : "")
                .path("message")
                .asText(body.path("detail").asText());
        if (bad.message().endsWith("…")) {
            assertThat(message).startsWith(bad.message().replace("…", ""));
        } else {
            assertThat(message).isEqualTo(bad.message());
        }
        assertThat(answer.status()).isEqualTo(bad.status());
        if (familys) {
            assertThat(body.fieldNames()).toIterable().containsExactly("success", "error");
            assertThat(body.path("success").isBoolean()).isTrue();
            assertThat(body.path("success").booleanValue()).isFalse();
            assertThat(body.path("error").fieldNames()).toIterable().containsExactly("code", "message");
            assertThat(body.at("/error/code").asText()).isEqualTo(bad.code());
        }
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.header("x-request-id")).isPresent();
        assertThat(answer.header("allow").isPresent()).isEqualTo(bad.status() == 405);
        assertThat(answer.text()).doesNotContainPattern("Exception|dev\\.tollgate|org\\.apache|java\\.");
        assertThat(state()).isEqualTo(before);
    }

    private static Map<String, String> names() {
        return Map.of(
                "wallet", buyer.wallet(),
                "reference", Buyer.reference(),
                "order", order,
                "claim", claim,
                "proof", buyer.proof(),
                "key", UUID.randomUUID().toString(),
                "token", admin.token());
    }

    /** What the jobs do meanwhile to orders and claims of other tests doesn't count. */
    private static String state() {
        return GATEWAY.jdbc()
                .sql("""
                        SELECT (SELECT count(*) FROM cover_order) || ' orders, '
                            || (SELECT count(*) FROM cover_claim) || ' claims, '
                            || (SELECT count(*) FROM cover_claim_event WHERE actor <> 'system') || ' decisions, '
                            || (SELECT count(*) FROM transfer WHERE purpose IN ('premium', 'cover-reserve'))
                            || ' transfers, ' || (SELECT posted FROM account WHERE owner = :owner) || ' wei'
                        """)
                .param("owner", "wallet:" + buyer.wallet())
                .query(String.class)
                .single();
    }
}
