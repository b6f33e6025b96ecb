package dev.tollgate.apihub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.TestDatabase;
import dev.tollgate.testing.UpstreamStandIn;
import dev.tollgate.wallet.StreamClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while calls of a key are under way: they cost nothing, nothing stays held, and each leaves its usage row. */
class ProxyCrashTest {

    private static final int CALLS = 20;
    private static final String SLOW = "sandbox-events-100-every-1s";

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    static Path dataDir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whatWasUnderWayIsFreeAndNothingStaysHeld() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (UpstreamStandIn upstream = UpstreamStandIn.start()) {
            String user;
            JsonNode key;
            String charge;
            try (ApplicationProcess application = start(upstream).awaitStarted()) {
                String url = application.baseUrl();
                user = newUser(url);
                key = post(url + "/api/keys", "{\"name\": \"a key\", \"token_limit\": 1000000}", user);
                String bearer = key.path("key").asText();
                post(url + Wire.CHAT.path, Wire.CHAT.question("sandbox", false), bearer);
                charge = value("SELECT charge::text FROM usage");
                for (int i = 0; i < CALLS; i++) {
                    Wire wire = Wire.values()[i % Wire.values().length];
                    clients.add(StreamClient.send(
                            url + wire.path,
                            wire.question(SLOW, i % 5 != 0), // some are answered in JSON, minutes from now
                            "",
                            "Authorization",
                            "Bearer " + bearer,
                            "anthropic-version",
                            "2023-06-01"));
                }
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> upstream.requests().size() == CALLS + 1);
                assertThat(value("SELECT count(*)::text FROM hold WHERE state = 'PENDING'"))
                        .isEqualTo("" + CALLS);
                assertThat(value("SELECT tokens_held > 0 FROM allowance")).isEqualTo("t");

                application.kill();
            }
            try (ApplicationProcess recovered = start(upstream).awaitStarted()) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> value("SELECT count(*)::text FROM hold WHERE state = 'PENDING'")
                                .equals("0"));

                assertThat(value("SELECT format('%s rows, charged %s', count(*), sum(charge)) FROM usage"
                                + " WHERE outcome = 'lost' AND key_id = " + key.path("id")))
                        .isEqualTo(CALLS + " rows, charged 0");
                assertThat(value("SELECT format('cost %s used, %s held; tokens %s held', cost_used, cost_held,"
                                + " tokens_held) FROM allowance"))
                        .isEqualTo("cost " + charge + " used, 0 held; tokens 0 held");
                assertThat(value("SELECT format('%s spent, %s held', 10000000 - posted, held) FROM account"
                                + " WHERE owner LIKE 'user:%' AND asset = 'TOKEN'"))
                        .isEqualTo(charge + " spent, 0 held");
                assertThat(check(recovered).path("violations")).isEmpty();
                JsonNode answer = post(
                        recovered.baseUrl() + Wire.CHAT.path,
                        Wire.CHAT.question("sandbox", false),
                        key.path("key").asText());
                assertThat(answer.at("/usage/completion_tokens").asInt()).isPositive();
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** The access token of somebody with 10 TOKEN. */
    private String newUser(String url) throws Exception {
        post(
                url + "/api/auth/register",
                "{\"username\": \"crash\", \"email\": \"crash@example.com\", \"password\": \"correct horse\"}",
                "");
        JsonNode user = post(url + "/api/auth/login", "{\"username\": \"crash\", \"password\": \"correct horse\"}", "");
        JsonNode admin = post(url + "/api/auth/login", "{\"username\": \"admin\", \"password\": \"admin123\"}", "");
        post(
                url + "/api/tokens/admin/user/" + user.at("/user/id") + "/recharge",
                "{\"amount\": 10}",
                admin.path("access_token").asText());
        return user.path("access_token").asText();
    }

    private JsonNode post(String url, String json, String bearer) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + (bearer.isEmpty() ? "none" : bearer))
                .POST(BodyPublishers.ofString(json)));
    }

    private JsonNode check(ApplicationProcess application) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(application.managementUrl() + "/operator/ledger/check"))
                .header("X-Operator", "test")
                .POST(BodyPublishers.noBody()));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return Gateway.json(answer);
    }

    private static ApplicationProcess start(UpstreamStandIn upstream) throws IOException {
        return ApplicationProcess.start(
                dataDir,
                Map.of(
                        "DATABASE_URL",
                        DATABASE.jdbcUrl(),
                        "UPSTREAM_URL",
                        upstream.url().toString(),
                        "TOLLGATE_LEDGER_HOLDTTL",
                        "4s",
                        "TOLLGATE_LEDGER_RENEWEVERY",
                        "1s"));
    }

    private static String value(String sql) {
        return DATABASE.jdbc().sql(sql).query(String.class).single();
    }
}
