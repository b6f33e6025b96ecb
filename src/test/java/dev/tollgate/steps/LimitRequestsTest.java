package dev.tollgate.steps;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.keys.ApiKey;
import dev.tollgate.keys.KeyIdentity;
import dev.tollgate.quota.RateLimitExceeded;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.users.Role;
import dev.tollgate.users.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The Kamelet limit-requests, in the application. */
class LimitRequestsTest {

    private final Gateway gateway = Gateway.shared();
    private final ProducerTemplate camel =
            gateway.application().getBean(CamelContext.class).createProducerTemplate();

    @Test
    void aKeysRequestsAreCountedAndTheClientIsTold() {
        ApiUser user = ApiUser.register(gateway);
        ApiKey key = key(user, make(user), null, 1);

        Exchange granted = request(user, key);
        Exchange refused = request(user, key);

        assertThat(granted.getException()).isNull();
        assertThat(headers(granted))
                .containsEntry("ratelimit-policy", "\"rpd\";q=1;w=86400")
                .containsEntry("x-ratelimit-remaining-requests", "0");
        assertThat(refused.getException()).isInstanceOf(RateLimitExceeded.class);
        assertThat(headers(refused)).containsEntry("x-ratelimit-limit-requests", "1");
    }

    @Test
    void resetUsageBeginsTheDayAnew() {
        ApiUser user = ApiUser.register(gateway);
        long id = make(user);
        ApiKey key = key(user, id, null, 1);
        request(user, key);
        assertThat(request(user, key).getException()).isInstanceOf(RateLimitExceeded.class);

        JsonNode reset = expect(200, user.post("/api/keys/" + id + "/reset-usage", ""));

        assertThat(reset.path("id").asLong()).isEqualTo(id);
        assertThat(request(user, key).getException()).isNull();
        assertThat(request(user, key).getException()).isInstanceOf(RateLimitExceeded.class);
    }

    @Test
    void aKeyWithoutLimitsHasNoHeaders() {
        ApiUser user = ApiUser.register(gateway);

        assertThat(headers(request(user, key(user, make(user), null, null)))).isEmpty();
    }

    private Exchange request(ApiUser user, ApiKey key) {
        var owner = new User(user.id(), "n", "n@x.test", Role.USER, BigDecimal.ONE, true, 0, Instant.EPOCH);
        return camel.send(
                "kamelet:limit-requests",
                exchange -> exchange.setVariable(Variables.KEY_CALLER, new KeyIdentity.Caller(key, owner)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> headers(Exchange exchange) {
        return Variables.required(exchange, Variables.ANSWER_HEADERS, Map.class);
    }

    private static long make(ApiUser user) {
        return expect(201, user.post("/api/keys", "{\"name\":\"k\"}"))
                .path("id")
                .asLong();
    }

    private static ApiKey key(ApiUser user, long id, @Nullable Integer perMinute, @Nullable Integer perDay) {
        return new ApiKey(id, user.id(), perMinute, perDay, null, null, BigDecimal.ONE, false, null, null, true);
    }
}
