package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call: as many as there is money for, and nobody whose account is frozen. */
class AdmissionTest {

    private final Pipeline pipeline = Pipeline.shared();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void moneyForTenCallsIsTenCalls(boolean stream) {
        String wallet = pipeline.gateway().newWallet("0.12");
        HttpRequest request = pipeline.gateway()
                .request(Pipeline.DOCUMENTED, "X-User-Address", wallet, "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Pipeline.question("sandbox-events-5-every-20ms", 1000, stream)))
                .build();

        List<HttpResponse<String>> answers = IntStream.range(0, 64)
                .mapToObj(i -> pipeline.gateway().http().sendAsync(request, BodyHandlers.ofString()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(10);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 402).hasSize(54);
        assertThat(pipeline.gateway().balanceMon(wallet)).isEqualTo("0.0");
        assertThat(pipeline.holds(wallet)).hasSize(10).containsOnly("POSTED");
        assertThat(pipeline.claude().requests()).hasSize(10);
    }

    @Test
    void aFrozenAccountIsCreditedButDoesNotSpend() {
        String wallet = pipeline.wallet();
        operator(wallet, "freeze");

        for (String path : List.of(Pipeline.DOCUMENTED, Pipeline.ANTHROPIC)) {
            HttpResponse<String> refusal = pipeline.call(path, wallet, Pipeline.question("sandbox"));
            assertThat(refusal.statusCode()).isEqualTo(403);
            assertThat(refusal.body()).contains("This account is frozen");
        }
        pipeline.gateway().recharge(wallet, "0.5");
        assertThat(pipeline.gateway().balanceMon(wallet)).isEqualTo("1.5");
        assertThat(pipeline.claude().requests()).isEmpty();

        operator(wallet, "unfreeze");
        assertThat(pipeline.call(Pipeline.DOCUMENTED, wallet, Pipeline.question("sandbox"))
                        .statusCode())
                .isEqualTo(200);
    }

    private void operator(String wallet, String action) {
        Gateway gateway = pipeline.gateway();
        HttpResponse<String> answer = gateway.post(
                gateway.managementUrl() + "/operator/accounts/wallet:" + wallet + "/" + action,
                "{\"asset\":\"MON\",\"reason\":\"a test\"}",
                "X-Operator",
                "tester");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
