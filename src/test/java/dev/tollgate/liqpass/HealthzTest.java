package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.info.BuildProperties;

/** {@code GET /healthz}, and what becomes of it and of the catalogue without a database. */
class HealthzTest {

    private static final Gateway GATEWAY = Gateway.shared();

    @Test
    void aServiceThatIsWellAnswersAsTheDocumentHasIt() {
        HttpResponse<String> answer = GATEWAY.get("/healthz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        ObjectNode body = (ObjectNode) Gateway.json(answer);
        String timestamp = body.at("/data/timestamp").asText();
        assertThat(timestamp).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");
        assertThat(Duration.between(Instant.parse(timestamp), Instant.now())).isLessThan(Duration.ofSeconds(30));
        String version = GATEWAY.application().getBean(BuildProperties.class).getVersion();
        assertThat(body.toString())
                .isEqualTo("{\"success\":true,\"data\":{\"status\":\"healthy\",\"timestamp\":\"" + timestamp
                        + "\",\"version\":\"" + version + "\"},\"message\":\"服务运行正常\"}");
    }

    @Test
    void withoutADatabaseHealthAndCatalogueAre503InTheFamilysEnvelope() {
        try (Gateway gateway = Gateway.start(Map.of())) {
            gateway.application().getBean(HikariDataSource.class).close();

            HttpResponse<String> health = gateway.get("/healthz");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.headers().firstValue("retry-after")).hasValue("2");
            assertThat(health.body())
                    .isEqualTo("{\"success\":false,\"error\":{\"code\":\"SERVICE_UNHEALTHY\","
                            + "\"message\":\"The database doesn't answer; try again shortly\"}}");
            HttpResponse<String> catalogue = gateway.get("/catalog/skus");
            assertThat(catalogue.statusCode()).isEqualTo(503);
            assertThat(catalogue.headers().firstValue("retry-after")).hasValue("5");
            assertThat(catalogue.body())
                    .isEqualTo("{\"success\":false,\"error\":{\"code\":\"CATALOG_UNAVAILABLE\","
                            + "\"message\":\"产品目录不可用\"}}");
        }
    }

    @Test
    void theEdgesOwnRefusalsHaveTheFamilysEnvelope() {
        HttpResponse<String> wrongMethod = GATEWAY.post("/catalog/skus", "{}");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("allow")).hasValue("GET, HEAD");
        assertThat(wrongMethod.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"METHOD_NOT_ALLOWED\","
                        + "\"message\":\"Method Not Allowed\"}}");
        HttpResponse<String> badQuery = GATEWAY.get("/catalog/skus?x=%00");
        assertThat(badQuery.statusCode()).isEqualTo(400);
        assertThat(badQuery.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"INVALID_REQUEST\","
                        + "\"message\":\"query: has control characters\"}}");
    }
}
