package dev.tollgate.apihub;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every endpoint of the family, called by nobody, by another user, by the owner and by the admin; of the proxy's
 * see {@link KeyAccessTest}.
 */
class AccessTest {

    private static final String CALLS = """
            GET    /api/auth/me                                 401 200 200 200
            PUT    /api/auth/password                           401 422 422 422 {}
            GET    /api/users                                   401 403 403 200
            PUT    /api/users/{user_id}                         401 403 403 200 {"discount_rate": 1}
            POST   /api/keys                                    401 201 201 201 {"name": "mine"}
            GET    /api/keys                                    401 200 200 200
            POST   /api/keys/batch                              401 201 201 201 {"count": 2}
            GET    /api/keys/batch/{batch_id}                   401 404 200 200
            GET    /api/keys/{key_id}                           401 404 200 200
            PUT    /api/keys/{key_id}                           401 404 200 200 {"name": "renamed"}
            DELETE /api/keys/{key_id}                           401 404 200 200
            POST   /api/keys/{key_id}/deactivate                401 404 200 200
            POST   /api/keys/{key_id}/reset-usage               401 404 200 200
            GET    /api/keys/admin/all                          401 403 403 200
            GET    /api/keys/admin/user/{user_id}               401 403 403 200
            POST   /api/keys/admin/user/{user_id}               401 403 403 201 {"name": "given"}
            POST   /api/keys/admin/user/{user_id}/batch         401 403 403 201 {"count": 1}
            GET    /api/tokens/balance                          401 200 200 200
            GET    /api/tokens/transactions                     401 200 200 200
            POST   /api/tokens/check                            401 200 200 200 {"amount": 1}
            POST   /api/tokens/recharge                         401 201 201 201 {"amount": 1, "type": "alipay"}
            GET    /api/tokens/recharge/{order_no}              401 404 200 200
            GET    /api/tokens/admin/user/{user_id}/balance     401 403 403 200
            POST   /api/tokens/admin/user/{user_id}/recharge    401 403 403 200 {"amount": 1}
            POST   /api/tokens/admin/user/{user_id}/consume     401 403 403 200 {"amount": 1}
            POST   /api/tokens/admin/user/{user_id}/refund      401 403 403 200 {"amount": 1}
            POST   /api/tokens/admin/user/{user_id}/adjust      401 403 403 200 {"amount": 1, "reason": "a test"}
            POST   /api/tokens/admin/user/{user_id}/discount    401 403 403 200 {"discount_rate": 0.9}
            GET    /api/usage                                   401 200 200 200
            GET    /api/usage/requests                          401 200 200 200
            GET    /api/usage/export                            401 200 200 200
            GET    /api/usage/admin                             401 403 403 200
            GET    /api/usage/admin/requests                    401 403 403 200
            GET    /api/usage/admin/export                      401 403 403 200
            """;

    /** Whoever signs in, or proves who it is by a signature. */
    private static final Set<String> OPEN = Set.of(
            "POST /api/auth/register",
            "POST /api/auth/login",
            "GET /api/tokens/recharge/callback",
            "POST /api/tokens/recharge/callback");

    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser owner;
    private static ApiUser other;
    private static ApiUser admin;

    /** @param expected statuses for nobody, another user, the owner, the admin */
    private record Call(String method, String path, int[] expected, String body) {

        static Call of(String line) {
            String[] words = line.split(" +", 7);
            int[] expected = Stream.of(words)
                    .skip(2)
                    .limit(4)
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Call(words[0], words[1], expected, words.length > 6 ? words[6] : "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void users() {
        owner = ApiUser.register(GATEWAY);
        other = ApiUser.register(GATEWAY);
        admin = ApiUser.admin(GATEWAY);
        String books = "/api/tokens/admin/user/" + owner.id();
        expect(200, admin.post(books + "/recharge", "{\"amount\": 100}"));
        expect(200, admin.post(books + "/consume", "{\"amount\": 50}"));
    }

    static Stream<Call> calls() {
        return CALLS.lines().map(Call::of);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void onlyWhoMayGetsThrough(Call call) {
        String path = path(call);
        assertThat(GATEWAY.send(GATEWAY.request(path, "Content-Type", "application/json")
                                .method(call.method(), BodyPublishers.ofString(call.body())))
                        .statusCode())
                .isEqualTo(call.expected()[0]);
        assertThat(send(other, call, path).statusCode()).isEqualTo(call.expected()[1]);
        assertThat(send(owner, call, path).statusCode()).isEqualTo(call.expected()[2]);
        assertThat(send(admin, call, path(call)).statusCode()).isEqualTo(call.expected()[3]);
    }

    @Test
    void noEndpointIsLeftOut() throws IOException {
        Set<String> served = Document.operations(path -> !path.startsWith("/v1/")); // those are KeyAccessTest's
        served.removeAll(OPEN);
        assertThat(calls().map(Call::toString)).containsExactlyInAnyOrderElementsOf(served);
    }

    /** With things of the owner's own, made for this call. */
    private static String path(Call call) {
        String path = call.path().replace("{user_id}", Long.toString(owner.id()));
        if (path.contains("{key_id}")) {
            path = path.replace("{key_id}", made("/api/keys", "{\"name\": \"a key\"}", "id"));
        }
        if (path.contains("{batch_id}")) {
            path = path.replace("{batch_id}", made("/api/keys/batch", "{\"count\": 1}", "batch_id"));
        }
        if (path.contains("{order_no}")) {
            path = path.replace(
                    "{order_no}", made("/api/tokens/recharge", "{\"amount\": 1, \"type\": \"wxpay\"}", "order_no"));
        }
        return path;
    }

    private static String made(String path, String body, String field) {
        JsonNode answer = expect(201, owner.post(path, body));
        return answer.path(field).asText();
    }

    private static HttpResponse<String> send(ApiUser user, Call call, String path) {
        return switch (call.method()) {
            case "GET" -> user.get(path);
            case "PUT" -> user.put(path, call.body());
            case "DELETE" -> user.delete(path);
            default -> user.post(path, call.body());
        };
    }
}
