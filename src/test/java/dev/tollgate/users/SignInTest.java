package dev.tollgate.users;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInTest {

    private final Gateway gateway = Gateway.shared();

    @Test
    void aUserRegistersAndSignsInByNameAndByAddress() {
        ApiUser user = ApiUser.register(gateway);

        JsonNode me = expect(200, user.get("/api/auth/me"));
        ApiUser byAddress = ApiUser.signIn(gateway, user.username().toUpperCase() + "@example.com", ApiUser.PASSWORD);

        assertThat(byAddress.id()).isEqualTo(user.id());
        assertThat(me.path("username").asText()).isEqualTo(user.username());
        assertThat(me.path("role").asText()).isEqualTo("user");
        assertThat(me.path("token_balance").decimalValue()).isZero();
        assertThat(me.path("total_recharged").decimalValue()).isZero();
        assertThat(me.path("total_consumed").decimalValue()).isZero();
        assertThat(me.path("discount_rate").decimalValue()).isOne();
        assertThat(me.has("password_hash")).isFalse();
    }

    @Test
    void theFormOfOauthClientsSignsInToo() {
        ApiUser user = ApiUser.register(gateway);
        String form = "grant_type=password&username=" + user.username() + "&password="
                + URLEncoder.encode(ApiUser.PASSWORD, StandardCharsets.UTF_8);

        JsonNode session = expect(
                200,
                gateway.send(gateway.request("/api/auth/login", "Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))));

        assertThat(session.path("token_type").asText()).isEqualTo("bearer");
        assertThat(session.path("expires_in").asInt()).isEqualTo(10080 * 60);
        assertThat(session.path("user").path("id").asLong()).isEqualTo(user.id());
    }

    @Test
    void theAdminOfTheSettingsIsUserOne() {
        ApiUser admin = ApiUser.admin(gateway);

        assertThat(admin.id()).isEqualTo(1);
        assertThat(expect(200, admin.get("/api/auth/me")).path("role").asText()).isEqualTo("admin");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserLookTheSame() {
        ApiUser user = ApiUser.register(gateway);

        HttpResponse<String> wrong = signIn(user.username(), "not it");
        HttpResponse<String> unknown = signIn("nobody-" + System.nanoTime(), "not it");

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void tenWrongAttemptsCloseTheAccountForAWhile() {
        ApiUser user = ApiUser.register(gateway);

        for (int attempt = 0; attempt < 10; attempt++) {
            assertThat(signIn(user.username(), "wrong").statusCode()).isEqualTo(401);
        }
        HttpResponse<String> throttled = signIn(user.username(), ApiUser.PASSWORD);

        assertThat(throttled.statusCode()).isEqualTo(429);
        String email = expect(200, user.get("/api/auth/me")).path("email").asText();
        assertThat(signIn(email, ApiUser.PASSWORD).statusCode()).isEqualTo(429);
        assertThat(signIn(user.username().toUpperCase(java.util.Locale.ROOT), ApiUser.PASSWORD)
                        .statusCode())
                .isEqualTo(429);
        assertThat(throttled.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 900L);
        assertThat(ApiUser.register(gateway).id()).isPositive();
    }

    @Test
    void aUserWhoIsSignedInChangesThePasswordThoughOthersHaveClosedTheSignIn() {
        ApiUser user = ApiUser.register(gateway);
        for (int attempt = 0; attempt < 11; attempt++) {
            signIn(user.username(), "wrong");
        }

        String wrong = "{\"current_password\":\"not it\",\"new_password\":\"battery staple\"}";
        assertThat(user.put("/api/auth/password", wrong).statusCode()).isEqualTo(422);
        expect(200, user.put("/api/auth/password", wrong.replace("not it", ApiUser.PASSWORD)));
    }

    @Test
    void anAddressIsClosedBeforeItClosesAccountsAndRegistrationIsBounded() {
        try (Gateway strict = Gateway.start(Map.of(
                "tollgate.sign-in.attempts-per-address", "5", "tollgate.sign-in.registrations-per-minute", "3"))) {
            int registered = 0;
            for (int i = 0; i < 8; i++) { // at most two minutes' worth
                String name = "user" + i;
                String fields = "{\"username\":\"%s\",\"email\":\"%s@example.com\",\"password\":\"%s\"}";
                HttpResponse<String> answer =
                        strict.post("/api/auth/register", fields.formatted(name, name, ApiUser.PASSWORD));
                assertThat(answer.statusCode()).isIn(201, 429);
                registered += answer.statusCode() == 201 ? 1 : 0;
            }
            assertThat(registered).isBetween(3, 6);

            for (int i = 0; i < 12; i++) {
                String wrong = "{\"username\":\"user0\",\"password\":\"wrong\"}";
                assertThat(strict.post("/api/auth/login", wrong).statusCode()).isEqualTo(i < 5 ? 401 : 429);
            }
            assertThat(strict.jdbc()
                            .sql("SELECT attempts FROM sign_in_attempts WHERE subject LIKE 'user:%'")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(5);
        }
    }

    @Test
    void aNewPasswordEndsEveryToken() {
        ApiUser user = ApiUser.register(gateway);

        JsonNode session = expect(
                200,
                user.put(
                        "/api/auth/password",
                        "{\"current_password\":\"correct horse\",\"new_password\":\"\\\"quoted\\\"\"}"));

        assertThat(user.get("/api/auth/me").statusCode()).isEqualTo(401);
        String token = session.path("access_token").asText();
        assertThat(gateway.get("/api/auth/me", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(signIn(user.username(), ApiUser.PASSWORD).statusCode()).isEqualTo(401);
        assertThat(signIn(user.username(), "\\\"quoted\\\"").statusCode()).isEqualTo(200);
    }

    @Test
    void anAdminDisablesAUserWhoseTokensEnd() {
        ApiUser user = ApiUser.register(gateway);
        ApiUser admin = ApiUser.admin(gateway);

        expect(200, admin.put("/api/users/" + user.id(), "{\"is_active\":false}"));
        HttpResponse<String> disabled = user.get("/api/auth/me");
        expect(200, admin.put("/api/users/" + user.id(), "{\"is_active\":true,\"discount_rate\":0.8}"));

        assertThat(disabled.statusCode()).isEqualTo(401);
        assertThat(user.get("/api/auth/me").statusCode()).isEqualTo(401);
        ApiUser again = ApiUser.signIn(gateway, user.username(), ApiUser.PASSWORD);
        assertThat(expect(200, again.get("/api/auth/me")).path("discount_rate").asText())
                .isEqualTo("0.8");
    }

    @Test
    void anAdminCannotLockHimselfOutAndOthersCannotAdminister() {
        ApiUser user = ApiUser.register(gateway);
        ApiUser admin = ApiUser.admin(gateway);

        assertThat(admin.put("/api/users/1", "{\"role\":\"user\"}").statusCode())
                .isEqualTo(409);
        assertThat(user.put("/api/users/" + user.id(), "{\"discount_rate\":0.1}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(user.get("/api/users").statusCode()).isEqualTo(403);
        assertThat(admin.put("/api/users/999999", "{\"role\":\"user\"}").statusCode())
                .isEqualTo(404);
        assertThat(admin.put("/api/users/x", "{\"role\":\"user\"}").statusCode())
                .isEqualTo(404);
        assertThat(gateway.get("/api/users").statusCode()).isEqualTo(401);
    }

    @Test
    void usersArePagedAndSearched() {
        ApiUser user = ApiUser.register(gateway);
        ApiUser admin = ApiUser.admin(gateway);

        JsonNode found =
                expect(200, admin.get("/api/users?search=" + user.username().toUpperCase() + "&page_size=1"));

        assertThat(found.path("total").asInt()).isEqualTo(1);
        assertThat(found.path("items").get(0).path("id").asLong()).isEqualTo(user.id());
        assertThat(expect(200, admin.get("/api/users?page_size=2")).path("items"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"username\":\"ab\",\"email\":\"a@b.co\",\"password\":\"12345678\"}|username",
                "{\"username\":\"a b c\",\"email\":\"a@b.co\",\"password\":\"12345678\"}|username",
                "{\"username\":7,\"email\":\"a@b.co\",\"password\":\"12345678\"}|username",
                "{\"username\":\"abc\",\"email\":\"nobody\",\"password\":\"12345678\"}|email",
                "{\"username\":\"abc\",\"email\":\"a b@c.de\",\"password\":\"12345678\"}|email",
                "{\"username\":\"abc\",\"email\":\"a@b.co\",\"password\":\"1234567\"}|password",
                "{\"username\":\"abc\",\"email\":\"a@b.co\"}|password",
                "{\"username\":\"abc\",\"email\":null,\"password\":\"12345678\"}|email",
            })
    void badRegistrationsNameTheField(String json, String field) {
        JsonNode refused = expect(422, gateway.post("/api/auth/register", json));

        assertThat(refused.path("detail").get(0).path("loc").toString()).isEqualTo("[\"body\",\"" + field + "\"]");
        assertThat(refused.path("detail").get(0).path("msg").asText()).isNotBlank();
    }

    @Test
    void malformedJsonIsABadRequestAndATakenNameAConflict() {
        ApiUser user = ApiUser.register(gateway);

        assertThat(gateway.post("/api/auth/register", "{\"username\":").statusCode())
                .isEqualTo(400);
        assertThat(gateway.post(
                                "/api/auth/register",
                                "{\"username\":\"" + user.username().toUpperCase()
                                        + "\",\"email\":\"other@example.com\",\"password\":\"12345678\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    private HttpResponse<String> signIn(String name, String password) {
        return gateway.post("/api/auth/login", "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }
}
