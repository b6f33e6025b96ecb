package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent: the exact status and envelope, as JSON, and nothing has changed in the books. */
class BadInputTest {

    private static final ClaudeStandIn CLAUDE = ClaudeStandIn.start();
    private static final Gateway GATEWAY = Gateway.start(
            Map.of("CLAUDE_BACKEND_URL", CLAUDE.messagesUrl().toString(), "tollgate.cover.seed-capital", ""));

    @BeforeAll
    static void theWalletCouldPay() {
        GATEWAY.recharge(BadRequest.WALLET, "10");
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        CLAUDE.close();
    }

    static Stream<BadRequest> table() {
        return Stream.of(BadFields.all(), BadMessages.all(), BadBodies.all(), BadTransport.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("table")
    void isRefusedInItsEnvelopeAndChangesNothing(BadRequest bad) throws Exception {
        String before = books();

        RawHttp.Answer answer = RawHttp.send(GATEWAY.url(), bad.bytes());

        assertThat(answer.text()).isEqualTo(expected(bad, answer));
        assertThat(answer.status()).isEqualTo(bad.status());
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.header("x-request-id"))
                .hasValueSatisfying(id -> assertThat(id).isNotBlank());
        assertThat(answer.header("x-content-type-options")).hasValue("nosniff");
        assertThat(books()).isEqualTo(before);
        assertThat(CLAUDE.requests()).isEmpty();
    }

    /** The envelope's text: its fields stand in this order. */
    private static String expected(BadRequest bad, RawHttp.Answer answer) throws IOException {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        if (bad.errorType().isEmpty()) {
            envelope.put("detail", bad.message());
        } else {
            envelope.put("type", "error");
            envelope.putObject("error").put("type", bad.errorType()).put("message", bad.message());
            envelope.put("request_id", answer.header("x-request-id").orElse("missing"));
        }
        return StrictJson.mapper().writeValueAsString(envelope);
    }

    private static String books() {
        Map<String, Object> books = GATEWAY.jdbc().sql("""
                        SELECT (SELECT count(*) || '/' || sum(posted) || '/' || sum(held) FROM account) AS accounts,
                            (SELECT count(*) || '/' || coalesce(sum(amount), 0) FROM transfer) AS transfers,
                            (SELECT count(*) || '/' || coalesce(sum(amount), 0) FROM hold) AS holds,
                            (SELECT count(*) FROM usage) AS usage,
                            (SELECT count(*) FROM idempotency_key) AS idempotency_keys,
                            (SELECT count(*) FROM external_ref) AS external_refs,
                            (SELECT count(*) FROM deposit) AS deposits,
                            (SELECT count(*) FROM audit) AS audited""").query().singleRow();
        return books.toString();
    }
}
