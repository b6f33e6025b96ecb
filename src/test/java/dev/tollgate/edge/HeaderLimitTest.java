package dev.tollgate.edge;

import static dev.tollgate.edge.EdgeGateway.anthropic;
import static dev.tollgate.edge.EdgeGateway.detail;
import static dev.tollgate.edge.EdgeGateway.requireRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 16 KiB of headers pass; above that it is 431 whether the edge refuses or Tomcat, whose buffer ends at 32 KiB. */
class HeaderLimitTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();
    private static final String BALANCE = "/api/v1/balance/" + EdgeGateway.WALLET;
    private static final int LIMIT = 16 * 1024;

    /** Host, Connection and the filler's own name. */
    private static final int OTHERS = "Hostlocalhost".length() + "Connectionclose".length() + "X-Filler".length();

    @Test
    void theLimitItselfPasses() {
        assertThat(EDGE.get(BALANCE, filler(LIMIT - OTHERS)).status()).isEqualTo(200);
        requireRefusal(
                EDGE.get(BALANCE, filler(LIMIT - OTHERS + 1)),
                431,
                detail("Request headers are larger than 16384 bytes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000, 31_000})
    void theEdgeRefusesInTheFamilysEnvelope(int size) {
        RawHttp.Answer answer = EDGE.send("POST", "/wallet/v1/messages", filler(size), new byte[0]);

        requireRefusal(
                answer, 431, anthropic("invalid_request_error", "Request headers are larger than 16384 bytes", answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {33_000, 41_000, 100_000, 1_000_000})
    void tomcatRefusesInJsonToo(int size) {
        requireRefusal(EDGE.get(BALANCE, filler(size)), 431, detail("Request headers are too large"));
    }

    @Test
    void manySmallHeadersAreTooManyOnlyBySize() {
        assertThat(EDGE.get(BALANCE, "A: b\r\n".repeat(1_000)).status()).isEqualTo(200);
        requireRefusal(
                EDGE.get(BALANCE, "X-A: bcdefghijkl\r\n".repeat(1_500)),
                431,
                detail("Request headers are larger than 16384 bytes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {41_000, 1_000_000})
    void aRequestLineThatIsTooLongIs414(int size) {
        requireRefusal(EDGE.get("/" + "x".repeat(size), ""), 414, detail("Request line is too large"));
    }

    @Test
    void theManagementPortAnswersInJsonToo() {
        RawHttp.Answer answer = RawHttp.send(
                EDGE.gateway().managementUrl(),
                RawHttp.request("GET", "/actuator/health", filler(100_000), new byte[0]));

        requireRefusal(answer, 431, detail("Request headers are too large"));
    }

    private static String filler(int size) {
        return "X-Filler: " + "x".repeat(size) + "\r\n";
    }
}
