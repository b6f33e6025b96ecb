package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A Claude call from the client's side: what it answers and what it costs. */
class MessagesTest {

    private static final Gateway GATEWAY = Gateway.shared();
    private static final String PATH = "/api/v1/claude/messages";

    @Test
    void anAnswerCostsTheWholeHold() {
        String wallet = GATEWAY.newWallet("1.0");

        HttpResponse<String> answer = call(wallet, "claude-3-5-sonnet-20241022", 4096, false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Gateway.json(answer).path("type").asText()).isEqualTo("message");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    @Test
    void aStreamCostsTheWholeHoldToo() {
        String wallet = GATEWAY.newWallet("1.0");

        HttpResponse<String> answer = call(wallet, "claude-3-5-sonnet-20241022", 4096, true);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.body()).startsWith("event: message_start\n").endsWith("\n\n");
        assertThat(answer.body()).contains("event: message_stop");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    private static HttpResponse<String> call(String wallet, String model, int maxTokens, boolean stream) {
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens + ",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
        return GATEWAY.post(PATH, body, "X-User-Address", wallet);
    }
}
