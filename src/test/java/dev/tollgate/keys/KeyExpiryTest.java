package dev.tollgate.keys;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import org.junit.jupiter.api.Test;

class KeyExpiryTest {

    private final Gateway gateway = Gateway.shared();
    private final KeyExpiry expiry = gateway.application().getBean(KeyExpiry.class);

    @Test
    void aKeyWhoseTimeIsOverIsTakenOutOfUseAndReplicasAreTold() {
        ApiUser user = ApiUser.register(gateway);
        String over = key(user, "{\"name\": \"over\"}");
        String later = key(user, "{\"name\": \"later\", \"expires_at\": \"2990-01-01T00:00:00Z\"}");
        String never = key(user, "{\"name\": \"never\"}");
        gateway.jdbc()
                .sql("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = ?")
                .param(Long.valueOf(over))
                .update();
        long version = version();

        expiry.expire();

        assertThat(isActive(user, over)).isFalse();
        assertThat(isActive(user, later)).isTrue();
        assertThat(isActive(user, never)).isTrue();
        assertThat(version()).isGreaterThan(version);
        long after = version();
        assertThat(expiry.expire()).isZero();
        assertThat(version()).isEqualTo(after);
    }

    private static String key(ApiUser user, String body) {
        return expect(201, user.post("/api/keys", body)).path("id").asText();
    }

    private static boolean isActive(ApiUser user, String key) {
        return expect(200, user.get("/api/keys/" + key)).path("is_active").asBoolean();
    }

    private long version() {
        return gateway.jdbc()
                .sql("SELECT version FROM change_counter WHERE topic = 'api-keys'")
                .query(Long.class)
                .optional()
                .orElse(0L);
    }
}
