package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What admins may get wrong: each is 400 in the family's envelope, names the field, and changes nothing. */
class AdminBadInputTest {

    /** Of a SKU that is sent whole but for one field. */
    private static final String SKU_FIELDS = """
            id               | "Sku-5x"                 | must have 1 to 64 lower-case letters, digits or underscores
            id               | ""                       | must have 1 to 64 lower-case letters, digits or underscores
            id               | "sku\\n"                 | must have 1 to 64 lower-case letters, digits or underscores
            id               | 5                        | must be a string
            id               | "ABC123"                 | must have 1 to 64 lower-case letters, digits or underscores
            name             | ""                       | must not be empty
            name             | "  "                     | must not be blank
            name             | null                     | must be a string
            name             | "a\\u0000b"              | must not have U+0000 or half a surrogate pair
            name_en          | ["x"]                    | must be a string
            description      | "LONG"                   | must have 1000 characters at most
            description_en   | {}                       | must be a string
            premium          | 0                        | must be above 0
            premium          | -0.05                    | must be above 0
            premium          | "0.05"                   | must be a number of MON
            premium          | 0.0000000000000000001    | must have at most 18 decimals
            premium          | 1000000.1                | must be 1000000 at most
            premium          | 1e400                    | must be 1000000 at most
            premium          | null                     | must be a number of MON
            premium          | true                     | must be a number of MON
            payout_multiplier| 0                        | must be above 0
            payout_multiplier| 0.1234567890123456789    | must have 18 decimals at most
            payout_multiplier| "10"                     | must be a number
            leverage         | -5                       | must be above 0
            leverage         | 1001                     | must be 1000 at most
            duration_hours   | 0                        | must be 1 or more
            duration_hours   | 8761                     | must be 8760 at most
            duration_hours   | 1.5                      | must be an integer
            duration_hours   | "24"                     | must be an integer
            max_coverage     | 0                        | must be above 0
            max_coverage     | 1e13                     | must be 1000000000000 at most
            max_coverage     | 1e-19                    | must have 18 decimals at most
            surprise         | 1                        | is not known here
            """;

    private static final String CALLS = """
            POST /admin/liqpass/skus              |                                    | body: is empty
            POST /admin/liqpass/skus              | []                                 | body: must be a JSON object
            POST /admin/liqpass/skus              | {}                                 | id: is required
            PUT  /admin/liqpass/skus/ID           | {}                                 | body: must have a field that changes
            PUT  /admin/liqpass/skus/ID           | {"id": "sku_x"}                    | id: is not known here
            PUT  /admin/liqpass/skus/ID           | {"premium": 0}                     | premium: must be above 0
            PUT  /admin/liqpass/skus/ID           | {"retired": true}                  | retired: is not known here
            POST /admin/liqpass/capital           | {"sku_id": "ID", "amount": 1}      | reference: is required
            POST /admin/liqpass/capital           | {"amount": 1, "reference": "a"}    | sku_id: is required
            POST /admin/liqpass/capital           | AMOUNT 0}                          | amount: must be above 0
            POST /admin/liqpass/capital           | AMOUNT -1}                         | amount: must be above 0
            POST /admin/liqpass/capital           | AMOUNT "1"}                        | amount: must be a number of whole ones of the payout asset
            POST /admin/liqpass/capital           | AMOUNT 1e-19}                      | amount: must have at most 18 decimals
            POST /admin/liqpass/capital           | AMOUNT 1e16}                       | amount: must be 1000000000000000 at most
            POST /admin/liqpass/capital           | AMOUNT 1, "direction": "out"}      | direction: must be fund or withdraw
            POST /admin/liqpass/capital           | {"sku_id": 5, "amount": 1, "reference": "a"} | sku_id: must be a string
            POST /admin/liqpass/capital           | {"sku_id": "ID", "amount": 1, "reference": "a b"} | reference: must have 1 to 100 printable ASCII characters without blanks
            POST /admin/liqpass/capital           | {"sku_id": "ID", "amount": 1, "reference": ""} | reference: must have 1 to 100 printable ASCII characters without blanks
            GET  /admin/liqpass/skus?page=0       |                                    | page: must be an integer from 1 to 1000000
            GET  /admin/liqpass/skus?page_size=201 |                                   | page_size: must be an integer from 1 to 200
            GET  /admin/liqpass/capital?page=x    |                                    | page: must be an integer from 1 to 1000000
            GET  /admin/liqpass/audit?page=-1     |                                    | page: must be an integer from 1 to 1000000
            GET  /admin/liqpass/exposure?from=yesterday |                              | from: must be a date from 2000 on, such as 2030-01-31
            GET  /admin/liqpass/exposure?to=2030-02-30 |                               | to: must be a date from 2000 on, such as 2030-01-31
            GET  /admin/liqpass/exposure?from=1999-12-31 |                             | from: must be a date from 2000 on, such as 2030-01-31
            GET  /admin/liqpass/exposure?from=2026-02-02&to=2026-02-01 |               | from: must not be after to
            GET  /admin/liqpass/exposure?from=2025-01-01&to=2026-01-02 |               | from: must be at most 365 days before to
            """;

    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser admin;
    private static String sku;

    private record Bad(String method, String path, String body, String message) {

        @Override
        public String toString() {
            return method + " " + path + " " + (body.length() > 60 ? message : body);
        }
    }

    @BeforeAll
    static void users() {
        admin = ApiUser.admin(GATEWAY);
        sku = NewSku.created(admin);
    }

    static Stream<Bad> bad() {
        return Stream.concat(
                SKU_FIELDS.lines().map(line -> line.split(" *\\| ", 3)).map(AdminBadInputTest::badSku),
                CALLS.lines().map(line -> line.split(" *\\| ?", 3)).map(AdminBadInputTest::badCall));
    }

    private static Bad badSku(String[] cells) {
        String value = cells[1].strip().replace("LONG", "x".repeat(1001));
        String whole = NewSku.json(cells[0].equals("id") ? "sku_replaced" : NewSku.id());
        String body = whole.contains("\"" + cells[0] + "\":")
                ? whole.replaceFirst(
                        "\"" + cells[0] + "\":(\"[^\"]*\"|[0-9.]+)",
                        Matcher.quoteReplacement("\"" + cells[0] + "\":" + value))
                : whole.replaceFirst("}$", ",\"" + cells[0] + "\":" + value + "}");
        return new Bad("POST", "/admin/liqpass/skus", body, cells[0].strip() + ": " + cells[2].strip());
    }

    private static Bad badCall(String[] cells) {
        String[] call = cells[0].split(" +");
        String body = cells[1].strip().replace("AMOUNT", "{\"sku_id\": \"ID\", \"reference\": \"bad\", \"amount\":");
        return new Bad(call[0], call[1], body, cells[2].strip());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefusedNamingTheField(Bad bad) {
        String before = state();

        HttpResponse<String> answer = send(bad);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode body = Gateway.json(answer);
        assertThat(body.path("success").booleanValue()).isFalse();
        assertThat(body.at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(body.at("/error/message").asText()).isEqualTo(bad.message());
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aBodyThatIsNoJsonIs400AndAnotherTypeIs415() {
        assertThat(send(new Bad("POST", "/admin/liqpass/capital", "{", "")).body())
                .startsWith("{\"success\":false,\"error\":{\"code\":\"INVALID_REQUEST\",\"message\":\"body: ");
        HttpResponse<String> answer = GATEWAY.send(GATEWAY.request(
                        "/admin/liqpass/skus", "Authorization", "Bearer " + admin.token(), "Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(Gateway.json(answer).at("/error/code").asText()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    private static HttpResponse<String> send(Bad bad) {
        return GATEWAY.send(GATEWAY.request(
                        bad.path().replace("ID", sku),
                        "Authorization",
                        "Bearer " + admin.token(),
                        "Content-Type",
                        "application/json")
                .method(bad.method(), BodyPublishers.ofString(bad.body().replace("ID", sku))));
    }

    private static String state() {
        return GATEWAY.jdbc()
                .sql("SELECT (SELECT count(*) || '/' || max(updated_at) FROM sku) || '/'"
                        + " || (SELECT count(*) FROM cover_audit WHERE actor <> 'system')")
                .query(String.class)
                .single();
    }
}
