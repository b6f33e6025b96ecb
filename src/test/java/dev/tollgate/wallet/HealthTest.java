package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code GET /health} where there is no chain, and where the node doesn't answer; with one see DepositConfirmTest. */
class HealthTest {

    @Test
    void withoutAChainItIsHealthyAndTheBlockUnknown() {
        HttpResponse<String> answer = Gateway.shared().get("/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"healthy\",\"chain_id\":1337,\"latest_block\":null,\"db_ok\":true}");
    }

    @Test
    void aNodeThatDoesNotAnswerIs503WithTheSameFields() {
        try (Gateway gateway = Gateway.start(Map.of("EVM_RPC_URL", "http://127.0.0.1:1"))) {
            HttpResponse<String> answer = gateway.get("/health");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"unhealthy\",\"chain_id\":null,\"latest_block\":null,\"db_ok\":true}");
        }
    }
}
