package dev.tollgate.edge;

import static dev.tollgate.edge.EdgeGateway.anthropic;
import static dev.tollgate.edge.EdgeGateway.detail;
import static dev.tollgate.edge.EdgeGateway.requireRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;

/** While the routes aren't up, or not for long any more, requests are refused as what will pass. */
class ClosedEdgeTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();
    private static final String BALANCE = "/api/v1/balance/" + EdgeGateway.WALLET;

    @Test
    void requestsBeforeTheRoutesAreUpAreRefused() {
        List<RawHttp.Answer> answers = new ArrayList<>();
        ApplicationListener<ApplicationStartedEvent> early = event -> {
            String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
            answers.add(RawHttp.send("http://127.0.0.1:" + port, RawHttp.request("GET", BALANCE, "", new byte[0])));
        };

        try (Gateway gateway = Gateway.start(Map.of(), early)) {
            assertThat(gateway.get(BALANCE).statusCode()).isEqualTo(200);
        }

        assertThat(answers).hasSize(1);
        requireRefusal(answers.get(0), 503, detail("The service is starting"));
        assertThat(answers.get(0).header("retry-after")).hasValue("1");
    }

    @Test
    void requestsWhileStoppingAreRefusedInTheFamilysEnvelope() {
        Activity activity = EDGE.gateway().application().getBean(Activity.class);
        activity.drain();
        try {
            RawHttp.Answer answer = EDGE.get(BALANCE, "");
            requireRefusal(answer, 503, detail("The service is shutting down"));
            assertThat(answer.header("retry-after")).hasValue("1");
            assertThat(answer.header("connection")).hasValue("close");

            RawHttp.Answer sdk = EDGE.send("POST", "/wallet/v1/messages", "", new byte[0]);
            requireRefusal(sdk, 503, anthropic("overloaded_error", "The service is shutting down", sdk));
        } finally {
            activity.open();
        }
        assertThat(EDGE.get(BALANCE, "").status()).isEqualTo(200);
    }

    @Test
    void whatRunsIsCountedAndWhatIsRefusedIsNot() throws Exception {
        Activity activity = new Activity();
        assertThat(activity.enter()).isFalse();

        activity.open();
        assertThat(activity.enter()).isTrue();
        activity.drain();
        assertThat(activity.enter()).isFalse();
        assertThat(activity.running()).isEqualTo(1);
        assertThat(activity.awaitQuiet(java.time.Duration.ofMillis(20))).isFalse();

        activity.leave();
        assertThat(activity.awaitQuiet(java.time.Duration.ZERO)).isTrue();
    }
}
