package dev.tollgate.usage;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.replicas.Replica;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What users and admins are told of what was used. */
class UsageReportTest {

    private static final ApiUser ADMIN = ApiUser.admin(Gateway.shared());

    private final Gateway gateway = Gateway.shared();
    private final JdbcClient jdbc = gateway.jdbc();

    @Test
    void aReportSaysTheSameBeforeAndAfterItIsAddedUp() {
        ApiUser user = ApiUser.register(gateway);
        long key = key(user, "mine");
        call(user, key, "gpt-4").end(jdbc, Outcome.OK);
        call(user, key, "gpt-4").end(jdbc, Outcome.CLIENT_ABORT);
        Call.write(jdbc, call(user, null, "claude").row(Outcome.OK, new TokenUsage(1_000_000, 0, 0, 0), 1, null));
        call(user, key, "gpt-4")
                .begin(jdbc, gateway.application().getBean(Replica.class).id());

        String before = totals(user, "");
        rollUp();

        assertThat(totals(user, "")).isEqualTo(before).isEqualTo("""
                        {"requests":3,"failed":1,"input_tokens":1000002,"output_tokens":4,"cache_write_tokens":6,\
                        "cache_read_tokens":8,"total_tokens":1000020,"cost":0.000015,"avg_latency_ms":67,\
                        "avg_first_token_ms":10}""");
        call(user, key, "gpt-4").end(jdbc, Outcome.OK);
        assertThat(expect(200, user.get("/api/usage")).at("/totals/requests").asInt())
                .isEqualTo(4);
        assertThat(expect(200, user.get("/api/usage?group_by=model,key"))
                        .path("items")
                        .toString())
                .startsWith("[{\"model\":\"gpt-4\",\"key_id\":" + key
                        + ",\"key_name\":\"mine\",\"requests\":3,\"failed\":1,")
                .contains("{\"model\":\"claude\",\"requests\":1,\"failed\":0,\"input_tokens\":1000000,");
        assertThat(totals(user, "?key_id=" + key)).startsWith("{\"requests\":3,");
        assertThat(totals(user, "?model=claude")).startsWith("{\"requests\":1,");
        assertThat(totals(user, "?to=2020-01-01"))
                .startsWith("{\"requests\":0,")
                .contains("\"cost\":0}");
    }

    @Test
    void usersSeeTheirOwnAndAdminsEverybodys() {
        ApiUser user = ApiUser.register(gateway);
        ApiUser other = ApiUser.register(gateway);
        call(user, null, "m").end(jdbc, Outcome.OK);
        call(other, null, "m").end(jdbc, Outcome.OK);

        assertThat(totals(user, "?user_id=" + other.id())).startsWith("{\"requests\":1,");
        assertThat(items(user, "/requests?user_id=" + other.id()).findValuesAsText("user_id"))
                .containsExactly(Long.toString(user.id()));
        JsonNode byUser = expect(200, ADMIN.get("/api/usage/admin?group_by=user&user_id=" + other.id()))
                .path("items");
        assertThat(byUser).hasSize(1);
        assertThat(byUser.get(0).path("username").asText()).isEqualTo(other.username());
        assertThat(expect(200, ADMIN.get("/api/usage/admin?group_by=user&page_size=1000"))
                        .path("items")
                        .findValuesAsText("user_id"))
                .contains(Long.toString(user.id()), Long.toString(other.id()));
        assertThat(expect(200, ADMIN.get("/api/usage/admin/requests?user_id=" + user.id()))
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aWalletsCallsAreNoUsersBusiness() {
        String request = "of-a-wallet-" + System.nanoTime();
        jdbc.sql("INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                        + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price)"
                        + " VALUES (gen_random_uuid(), ?, 'wallet:0x1', 'r', ?, 1, 1, 0, 0, 1, 'ok', 1, 'MON', 'p')")
                .params(request, request)
                .update();
        rollUp();

        assertThat(expect(200, ADMIN.get("/api/usage/admin/requests?request_id=" + request))
                        .path("total")
                        .asInt())
                .isZero();
        assertThat(expect(200, ADMIN.get("/api/usage/admin?model=" + request))
                        .at("/totals/requests")
                        .asInt())
                .isZero();
    }

    @Test
    void aRowTellsAllThatIsKnownOfACall() {
        ApiUser user = ApiUser.register(gateway);
        long key = key(user, "named");
        Call call = call(user, key, "gpt-4");
        call.end(jdbc, Outcome.OK);

        JsonNode row = items(
                        user,
                        "/requests?outcome=ok&status=200&key_id=" + key + "&model=gpt-4&request_id=request-"
                                + call.id())
                .get(0);
        assertThat(row.toString())
                .isEqualTo(
                        "{\"id\":\"" + call.id() + "\",\"request_id\":\"request-" + call.id() + "\",\"created_at\":\""
                                + row.path("created_at").asText() + "\",\"user_id\":" + user.id() + ",\"key_id\":" + key
                                + ",\"key_name\":\"named\",\"model\":\"gpt-4\",\"path\":\"/v1/chat/completions\",\"input_tokens\":1,"
                                + "\"output_tokens\":2,\"cache_write_tokens\":3,\"cache_read_tokens\":4,\"cost\":0.000005,"
                                + "\"price\":\"book-1\",\"latency_ms\":100,\"first_token_ms\":10,\"status\":200,\"outcome\":\"ok\"}");
        assertThat(items(user, "/requests?status=429")).isEmpty();
        assertThat(items(user, "/requests?outcome=lost")).isEmpty();
    }

    @Test
    void pagesFollowEachOtherNewestFirst() {
        ApiUser user = ApiUser.register(gateway);
        for (int i = 0; i < 5; i++) {
            call(user, null, "m-" + i).end(jdbc, Outcome.OK);
        }

        assertThat(items(user, "/requests?page_size=2").findValuesAsText("model"))
                .containsExactly("m-4", "m-3");
        assertThat(items(user, "/requests?page_size=2&page=3").findValuesAsText("model"))
                .containsExactly("m-0");
        JsonNode page = expect(200, user.get("/api/usage?group_by=model&page_size=2&page=3"));
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("total").asInt()).isEqualTo(5);
        assertThat(page.at("/totals/requests").asInt()).isEqualTo(5);
    }

    @Test
    void aDayIsTheBusinessZonesAlsoWhereTheClockChanges() {
        try (Gateway berlin = Gateway.start(Map.of("tollgate.business-zone", "Europe/Berlin"))) {
            ApiUser user = ApiUser.register(berlin);
            for (String time : new String[] {
                "2026-10-24T21:59:59Z",
                "2026-10-24T22:00:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:30:00Z",
                "2026-10-25T22:59:59Z",
                "2026-10-25T23:00:00Z"
            }) {
                at(berlin, user, time);
            }
            String days = "[\"2026-10-26\",1,\"2026-10-25\",4,\"2026-10-24\",1]";
            String path = "/api/usage?from=2026-10-24&to=2026-10-26&group_by=";

            assertThat(slots(user, path + "day", "day")).isEqualTo(days);
            berlin.application().getBean(UsageRollUp.class).rollUp();
            assertThat(slots(user, path + "day", "day")).isEqualTo(days);
            assertThat(slots(user, "/api/usage?from=2026-10-25&to=2026-10-25&group_by=hour", "hour"))
                    .isEqualTo("[\"2026-10-25T22:00:00Z\",1,\"2026-10-25T01:00:00Z\",1,\"2026-10-25T00:00:00Z\",1,"
                            + "\"2026-10-24T22:00:00Z\",1]");
            JsonNode day = expect(200, user.get("/api/usage?from=2026-10-25&to=2026-10-25"));
            assertThat(day.path("from").asText()).isEqualTo("2026-10-24T22:00:00Z");
            assertThat(day.path("to").asText()).isEqualTo("2026-10-25T23:00:00Z");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?from=x",
                "?to=2026-13-01",
                "?from=2026-01-02&to=2026-01-01",
                "?from=2020-01-01&to=2026-01-01",
                "?group_by=week",
                "?group_by=hour,day",
                "?group_by=model,model",
                "?group_by=model,",
                "?group_by=user",
                "?key_id=0",
                "?key_id=1e3",
                "?key_id=99999999999999999999",
                "?status=600",
                "?outcome=fine",
                "?page=0",
                "?page_size=1001"
            })
    void whatCantBeAskedIs422(String query) {
        JsonNode answer = expect(422, ADMIN.get("/api/usage" + query));

        assertThat(answer.at("/detail/0/loc/0").asText()).isEqualTo("query");
        assertThat(query).contains(answer.at("/detail/0/loc/1").asText());
    }

    private static void at(Gateway gateway, ApiUser user, String time) {
        gateway.jdbc()
                .sql("INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                        + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price, created_at)"
                        + " VALUES (gen_random_uuid(), 'r', ?, 'r', 'm', 1, 1, 0, 0, 1, 'ok', 1, 'TOKEN', 'p',"
                        + " cast(? AS timestamptz))")
                .params("user:" + user.id(), time)
                .update();
    }

    private static String slots(ApiUser user, String path, String slot) {
        var slots = new StringBuilder();
        for (JsonNode item : expect(200, user.get(path)).path("items")) {
            slots.append(slots.isEmpty() ? "[" : ",")
                    .append(item.path(slot))
                    .append(",")
                    .append(item.path("requests"));
        }
        return slots.append("]").toString();
    }

    private void rollUp() {
        gateway.application().getBean(UsageRollUp.class).rollUp();
    }

    private static Call call(ApiUser user, @org.jspecify.annotations.Nullable Long key, String model) {
        return Call.of("user:" + user.id(), key, model);
    }

    static long key(ApiUser user, String name) {
        return expect(201, user.post("/api/keys", "{\"name\": \"" + name + "\"}"))
                .path("id")
                .asLong();
    }

    private static String totals(ApiUser user, String query) {
        return expect(200, user.get("/api/usage" + query)).path("totals").toString();
    }

    private static JsonNode items(ApiUser user, String path) {
        return expect(200, user.get("/api/usage" + path)).path("items");
    }
}
