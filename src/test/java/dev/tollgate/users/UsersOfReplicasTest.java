package dev.tollgate.users;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is done to a user on one replica counts on the others within a second. */
class UsersOfReplicasTest {

    private static final Duration WITHIN = Duration.ofSeconds(1);

    @Test
    void tokensEndEverywhere() throws Exception {
        try (Gateway one = Gateway.start(Map.of());
                Gateway two = Gateway.start(Map.of(
                        "DATABASE_URL", one.application().getEnvironment().getRequiredProperty("DATABASE_URL")))) {
            ApiUser disabled = ApiUser.register(one);
            ApiUser renewed = ApiUser.register(one);
            assertThat(me(two, disabled)).isEqualTo(200);
            assertThat(me(two, renewed)).isEqualTo(200);

            expect(200, ApiUser.admin(one).put("/api/users/" + disabled.id(), "{\"is_active\": false}"));
            awaitEnd(two, disabled);
            expect(
                    200,
                    renewed.put(
                            "/api/auth/password",
                            "{\"current_password\":\"" + ApiUser.PASSWORD
                                    + "\",\"new_password\":\"another one entirely\"}"));
            awaitEnd(two, renewed);

            assertThat(me(two, ApiUser.signIn(one, renewed.username(), "another one entirely")))
                    .isEqualTo(200);
        }
    }

    private static void awaitEnd(Gateway gateway, ApiUser user) throws InterruptedException {
        long startedNanos = System.nanoTime();
        while (me(gateway, user) != 401) {
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(WITHIN);
            Thread.sleep(20);
        }
    }

    private static int me(Gateway gateway, ApiUser user) {
        return gateway.get("/api/auth/me", "Authorization", "Bearer " + user.token())
                .statusCode();
    }
}
