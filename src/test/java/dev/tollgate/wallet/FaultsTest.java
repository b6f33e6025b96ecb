package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What nobody foresaw: a step's exception inside a Kamelet reaches the error policy of the route that uses it. */
class FaultsTest {

    private final Pipeline pipeline = Pipeline.shared();
    private final String wallet = pipeline.wallet();

    @Test
    void aFaultIs500WithTheRequestIdAndNothingOfItsCause() {
        HttpResponse<String> answer = pipeline.call(
                Pipeline.BROKEN, wallet, Pipeline.question("sandbox"), "X-Request-ID", "req-of-the-client");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Gateway.json(answer).path("detail").asText())
                .isEqualTo("Internal error; quote request id req-of-the-client to the operator");
        assertThat(answer.headers().firstValue("x-request-id")).hasValue("req-of-the-client");
        assertThat(answer.headers().map().toString() + answer.body())
                .doesNotContain("SELECT", "jdbc", "internal.", "Exception", "java", "\tat ");
    }

    @Test
    void aFaultLeavesNeitherHoldNorChargeNorKey() {
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer =
                    pipeline.call(Pipeline.BROKEN, wallet, Pipeline.question("sandbox"), "Idempotency-Key", key);

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("idempotency-replayed")).isEmpty();
        }
        assertThat(pipeline.holds(wallet)).containsExactly("VOIDED", "VOIDED");
        pipeline.assertFree(wallet);
    }

    @Test
    void aRefusalOfAKameletIsRenderedByTheRoutesOwnPolicy() {
        String poor = Gateway.newWallet();
        String tooPoor = Pipeline.question("sandbox");

        HttpResponse<String> documented = pipeline.call(Pipeline.DOCUMENTED, poor, tooPoor);
        HttpResponse<String> anthropic = pipeline.call(Pipeline.ANTHROPIC, poor, tooPoor);

        assertThat(documented.statusCode()).isEqualTo(402);
        assertThat(Gateway.json(documented).path("error").asText()).isEqualTo("payment_required");
        assertThat(anthropic.statusCode()).isEqualTo(402);
        assertThat(Gateway.json(anthropic).at("/error/type").asText()).isEqualTo("billing_error");
    }
}
