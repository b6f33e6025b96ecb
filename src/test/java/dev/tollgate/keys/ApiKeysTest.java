package dev.tollgate.keys;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {

    private final Gateway gateway = Gateway.shared();

    @Test
    void aKeyIsShownOnceAndListedByItsPrefix() {
        ApiUser user = ApiUser.register(gateway);

        JsonNode made = expect(201, user.post("/api/keys", """
                        {"name": "My API Key", "rate_limit": 100, "rate_limit_day": 1000, "token_limit": 50000,
                         "discount_rate": 0.8, "allowed_models": ["gpt-4", "gpt-3.5-turbo"]}
                        """));
        JsonNode listed = expect(200, user.get("/api/keys"));

        assertThat(made.path("key").asText()).matches("ahg_[A-Za-z0-9_-]{43}");
        assertThat(made.path("key_prefix").asText())
                .isEqualTo(made.path("key").asText().substring(0, 12));
        assertThat(made.path("rate_limit").asInt()).isEqualTo(100);
        assertThat(made.path("discount_rate").asText()).isEqualTo("0.8");
        assertThat(made.path("allowed_models").toString()).isEqualTo("[\"gpt-4\",\"gpt-3.5-turbo\"]");
        assertThat(made.path("is_active").asBoolean()).isTrue();
        assertThat(listed.path("total").asInt()).isEqualTo(1);
        assertThat(listed.path("items").get(0).has("key")).isFalse();
        assertThat(listed.toString()).doesNotContain(made.path("key").asText());
        assertThat(gateway.jdbc()
                        .sql("SELECT row_to_json(k)::text FROM api_key k")
                        .query(String.class)
                        .list())
                .noneMatch(row -> row.contains(made.path("key").asText().substring(12)));
    }

    @Test
    void aBatchIsMadeInOneGoAndFoundAgain() {
        ApiUser user = ApiUser.register(gateway);

        JsonNode batch = expect(
                201,
                user.post(
                        "/api/keys/batch",
                        "{\"count\": 10, \"name_prefix\": \"Customer\", \"rate_limit\": 60, \"discount_rate\": 0.9}"));
        JsonNode found =
                expect(200, user.get("/api/keys/batch/" + batch.path("batch_id").asText()));

        assertThat(batch.path("count").asInt()).isEqualTo(10);
        assertThat(batch.path("keys").findValuesAsText("name")).first().isEqualTo("Customer-1");
        assertThat(batch.path("keys").findValuesAsText("name"))
                .endsWith("Customer-10")
                .hasSize(10);
        assertThat(batch.path("keys").findValuesAsText("key"))
                .doesNotHaveDuplicates()
                .hasSize(10);
        assertThat(found.path("keys").findValuesAsText("id"))
                .isEqualTo(batch.path("keys").findValuesAsText("id"));
        assertThat(ApiUser.register(gateway)
                        .get("/api/keys/batch/" + batch.path("batch_id").asText())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aThousandKeysAreABatch() {
        ApiUser user = ApiUser.register(gateway);

        assertThat(expect(201, user.post("/api/keys/batch", "{\"count\": 1000}"))
                        .path("keys"))
                .hasSize(1000);
        assertThat(expect(200, user.get("/api/keys?page=2&page_size=1000")).path("items"))
                .isEmpty();
        assertThat(expect(200, user.get("/api/keys?search=KEY-999"))
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whatIsNotSaidStaysAndNullTakesALimitAway() {
        ApiUser user = ApiUser.register(gateway);
        String path = "/api/keys/" + make(user, "{\"name\":\"k\",\"rate_limit\":5,\"token_limit\":7}");

        JsonNode changed = expect(200, user.put(path, "{\"rate_limit\":null,\"name\":\"other\"}"));

        assertThat(changed.path("rate_limit").isNull()).isTrue();
        assertThat(changed.path("token_limit").asInt()).isEqualTo(7);
        assertThat(changed.path("name").asText()).isEqualTo("other");
        assertThat(expect(200, user.get(path))).isEqualTo(changed);
    }

    @Test
    void aKeyIsDeactivatedResetAndDeleted() {
        ApiUser user = ApiUser.register(gateway);
        String path = "/api/keys/" + make(user, "{\"name\":\"k\"}");

        assertThat(expect(200, user.post(path + "/deactivate", ""))
                        .path("is_active")
                        .asBoolean())
                .isFalse();
        assertThat(expect(200, user.post(path + "/reset-usage", ""))
                        .path("tokens_used")
                        .asInt())
                .isZero();
        expect(200, user.delete(path));

        assertThat(user.get(path).statusCode()).isEqualTo(404);
        assertThat(user.delete(path).statusCode()).isEqualTo(404);
    }

    @Test
    void anothersKeyDoesNotExist() {
        ApiUser owner = ApiUser.register(gateway);
        ApiUser other = ApiUser.register(gateway);
        String path = "/api/keys/" + make(owner, "{\"name\":\"k\"}");

        assertThat(other.get(path).statusCode()).isEqualTo(404);
        assertThat(other.put(path, "{\"name\":\"mine\"}").statusCode()).isEqualTo(404);
        assertThat(other.delete(path).statusCode()).isEqualTo(404);
        assertThat(other.post(path + "/deactivate", "").statusCode()).isEqualTo(404);
        assertThat(other.post(path + "/reset-usage", "").statusCode()).isEqualTo(404);
        assertThat(other.get("/api/keys/admin/all").statusCode()).isEqualTo(403);
        assertThat(expect(200, owner.get(path)).path("name").asText()).isEqualTo("k");
    }

    @Test
    void anAdminsDiscountIsNotTheOwnersToChange() {
        ApiUser owner = ApiUser.register(gateway);
        ApiUser admin = ApiUser.admin(gateway);
        JsonNode made =
                expect(201, admin.post("/api/keys/admin/user/" + owner.id(), "{\"name\":\"k\",\"discount_rate\":0.5}"));
        String path = "/api/keys/" + made.path("id").asLong();

        assertThat(owner.put(path, "{\"discount_rate\":0.1}").statusCode()).isEqualTo(403);
        assertThat(owner.put(path, "{\"name\":\"renamed\"}").statusCode()).isEqualTo(200);
        assertThat(expect(200, admin.get("/api/keys/admin/user/" + owner.id()))
                        .path("items")
                        .get(0)
                        .path("discount_rate")
                        .asText())
                .isEqualTo("0.5");
        assertThat(admin.post("/api/keys/admin/user/999999", "{\"name\":\"k\"}").statusCode())
                .isEqualTo(404);
        assertThat(expect(201, admin.post("/api/keys/admin/user/" + owner.id() + "/batch", "{\"count\":2}"))
                        .path("count")
                        .asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|name",
                "{\"name\":\"\"}|name",
                "{\"name\":\"  \"}|name",
                "{\"name\":1}|name",
                "{\"name\":\"k\",\"rate_limit\":0}|rate_limit",
                "{\"name\":\"k\",\"rate_limit\":1.5}|rate_limit",
                "{\"name\":\"k\",\"rate_limit\":\"10\"}|rate_limit",
                "{\"name\":\"k\",\"rate_limit_day\":-1}|rate_limit_day",
                "{\"name\":\"k\",\"token_limit\":99999999999999999999}|token_limit",
                "{\"name\":\"k\",\"quota_limit\":0}|quota_limit",
                "{\"name\":\"k\",\"discount_rate\":0}|discount_rate",
                "{\"name\":\"k\",\"discount_rate\":1.01}|discount_rate",
                "{\"name\":\"k\",\"discount_rate\":0.00001}|discount_rate",
                "{\"name\":\"k\",\"allowed_models\":[]}|allowed_models",
                "{\"name\":\"k\",\"allowed_models\":\"gpt-4\"}|allowed_models",
                "{\"name\":\"k\",\"expires_at\":\"2001-01-01T00:00:00Z\"}|expires_at",
                "{\"name\":\"k\",\"expires_at\":\"soon\"}|expires_at",
                "{\"name\":\"k\",\"owner\":2}|owner",
                "{\"name\":\"k\",\"expires_at\":\"+300000-01-01T00:00:00Z\"}|expires_at",
                "{\"name\":\"k\",\"expires_at\":\"+999999999-01-01T00:00:00Z\"}|expires_at",
                "{\"name\":\"k\",\"discount_rate\":1e1000000}|discount_rate",
                "{\"name\":\"k\",\"discount_rate\":1e-1000000}|discount_rate",
                "{\"name\":\"k\",\"rate_limit\":1e999999999}|rate_limit",
                "{\"name\":\"k\",\"rate_limit\":18446744073709551617.0}|rate_limit",
            })
    void badTermsNameTheField(String json, String field) {
        ApiUser user = ApiUser.register(gateway);

        JsonNode refused = expect(422, user.post("/api/keys", json));

        assertThat(refused.path("detail").get(0).path("loc").get(1).asText()).isEqualTo(field);
        assertThat(expect(200, user.get("/api/keys")).path("total").asInt()).isZero();
    }

    @Test
    void aBatchOfMoreThanFitsIntoANumberIsRefused() {
        ApiUser user = ApiUser.register(gateway);
        JsonNode refused = expect(422, user.post("/api/keys/batch", "{\"count\":18446744073709551617.0}"));
        assertThat(refused.path("detail").get(0).path("loc").get(1).asText()).isEqualTo("count");
        assertThat(expect(201, user.post("/api/keys/batch", "{\"count\":2.0}")).path("keys"))
                .hasSize(2);
    }

    @Test
    void anAdminWhoSendsAKeyBackGivesNoDiscount() {
        ApiUser owner = ApiUser.register(gateway);
        ApiUser admin = ApiUser.admin(gateway);
        String path = "/api/keys/" + make(owner, "{\"name\":\"k\",\"discount_rate\":0.0001}");

        expect(200, admin.put(path, "{\"name\":\"k\",\"rate_limit\":5,\"discount_rate\":0.0001}"));
        assertThat(discountByAdmin(path)).isFalse();
        expect(200, owner.put(path, "{\"discount_rate\":0.5}"));

        expect(200, admin.put(path, "{\"discount_rate\":0.9}"));
        assertThat(discountByAdmin(path)).isTrue();
        expect(200, owner.put(path, "{\"discount_rate\":0.9,\"name\":\"renamed\"}"));
        assertThat(owner.put(path, "{\"discount_rate\":0.1}").statusCode()).isEqualTo(403);

        String own = "/api/keys/" + make(admin, "{\"name\":\"k\"}");
        expect(200, admin.put(own, "{\"discount_rate\":0.1}"));
        assertThat(discountByAdmin(own)).isFalse();
    }

    private boolean discountByAdmin(String path) {
        return gateway.jdbc()
                .sql("SELECT discount_by_admin FROM api_key WHERE id = ?")
                .param(Long.parseLong(path.substring("/api/keys/".length())))
                .query(Boolean.class)
                .single();
    }

    private static long make(ApiUser user, String json) {
        return expect(201, user.post("/api/keys", json)).path("id").asLong();
    }
}
