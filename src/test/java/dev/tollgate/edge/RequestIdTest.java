package dev.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every answer has an id, and every line that the log has of it has the same. */
@ExtendWith(OutputCaptureExtension.class)
class RequestIdTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @ParameterizedTest
    @ValueSource(strings = {"a", "req_01-ABC.x:y", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aSaneOneIsTakenOver(String id) {
        assertThat(idOf("X-Request-ID: " + id)).isEqualTo(id);
        assertThat(idOf("x-request-id: " + id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "a b",
                "a,b",
                "<script>",
                "ü",
                "${body}",
                "a/b",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void anyOtherIsReplaced(String id) {
        assertThat(idOf("X-Request-ID: " + id)).matches(UUID);
    }

    @Test
    void everyAnswerHasOne() {
        String line = "X-Request-ID: mine\r\n";

        assertThat(EDGE.get("/nope", line).header("x-request-id")).hasValue("mine");
        assertThat(EDGE.get("/api/v1/x402/quote", line).header("x-request-id")).hasValue("mine");
        assertThat(EDGE.get("/api/v1/balance/0x", line).header("x-request-id")).hasValue("mine");
        assertThat(EDGE.get("/api/v1/balance/%00", line).header("x-request-id")).hasValue("mine");
        assertThat(EDGE.get("/test/fault", line).header("x-request-id")).hasValue("mine");
        assertThat(EDGE.get("/nope", "").header("x-request-id"))
                .isNotEqualTo(EDGE.get("/nope", "").header("x-request-id"));
    }

    @Test
    void aFaultIsToldToTheLogAndNotToTheClient(CapturedOutput output) {
        RawHttp.Answer answer = EDGE.get("/test/fault", "X-Request-ID: fault-1\r\n");

        EdgeGateway.requireRefusal(
                answer, 500, EdgeGateway.detail("Internal error; quote request id fault-1 to the operator"));
        assertThat(output.getOut().lines())
                .anySatisfy(line ->
                        assertThat(line).contains("ERROR").contains("[fault-1]").contains("request fault-1 failed"));
        assertThat(output.getOut()).contains("IllegalStateException: jdbc:postgresql://10.0.0.1/secret");
    }

    private static String idOf(String headerLine) {
        return EDGE.get("/api/v1/balance/" + EdgeGateway.WALLET, headerLine + "\r\n")
                .header("x-request-id")
                .orElse("");
    }
}
