package dev.tollgate.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the dashboard shows of requests: each is counted once, under its route and status. */
class RequestTimesTest {

    private static final Gateway GATEWAY = Gateway.shared();

    @Test
    void countsRequestsByRouteAndStatus() {
        long found = count("wallet-health", 200);
        long refused = count("wallet-health", 405);
        long unknown = count("none", 404);

        GATEWAY.get("/health");
        GATEWAY.get("/health");
        GATEWAY.post("/health", "{}");
        GATEWAY.get("/there-is-no-such-route");

        assertThat(count("wallet-health", 200)).isEqualTo(found + 2);
        assertThat(count("wallet-health", 405))
                .as("a wrong method has no route")
                .isEqualTo(refused);
        assertThat(count("none", 404)).isEqualTo(unknown + 1);
    }

    private static long count(String route, int status) {
        Matcher line = Pattern.compile(
                        "tollgate_requests_seconds_count\\{route=\"" + route + "\",status=\"" + status + "\"} (\\d+)")
                .matcher(GATEWAY.get(GATEWAY.managementUrl() + "/actuator/prometheus")
                        .body());
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
