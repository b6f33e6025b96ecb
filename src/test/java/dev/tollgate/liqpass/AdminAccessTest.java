package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every admin endpoint about SKUs and capital, called by nobody, by a user and by the admin. */
class AdminAccessTest {

    private static final String CALLS = """
            GET  /admin/liqpass/skus               200
            POST /admin/liqpass/skus               201 SKU
            GET  /admin/liqpass/skus/{id}          200
            PUT  /admin/liqpass/skus/{id}          200 {"leverage": 4}
            POST /admin/liqpass/skus/{id}/retire   200
            POST /admin/liqpass/skus/{id}/restore  200
            GET  /admin/liqpass/capital            200
            POST /admin/liqpass/capital            200 CAPITAL
            GET  /admin/liqpass/exposure           200
            GET  /admin/liqpass/audit              200
            """;

    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser user;
    private static ApiUser admin;
    private static String sku;

    /** @param expected the admin's status */
    private record Call(String method, String path, int expected, String body) {

        static Call of(String line) {
            String[] words = line.split(" +", 4);
            return new Call(words[0], words[1], Integer.parseInt(words[2]), words.length > 3 ? words[3] : "");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void users() {
        user = ApiUser.register(GATEWAY);
        admin = ApiUser.admin(GATEWAY);
        sku = NewSku.created(admin);
    }

    static Stream<Call> calls() {
        return CALLS.lines().map(Call::of);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void onlyTheAdminGetsThrough(Call call) {
        String changes = changes();

        assertThat(send(call)).isEqualTo(401);
        assertThat(send(call, "Authorization", "Bearer nonsense")).isEqualTo(401);
        assertThat(send(call, "X-User-Address", Gateway.newWallet())).isEqualTo(401);
        assertThat(send(call, "Authorization", "Bearer " + user.token())).isEqualTo(403);
        assertThat(changes()).isEqualTo(changes);
        assertThat(send(call, "Authorization", "Bearer " + admin.token())).isEqualTo(call.expected());
    }

    @Test
    void noAdminEndpointIsLeftOut() throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(Path.of("routes/liqpass/openapi.yaml").toFile());
        List<String> described = new ArrayList<>();
        document.path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/admin/"))
                .filter(path -> !path.getKey().startsWith("/admin/liqpass/claims")) // those have a test of their own
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(calls().map(Call::toString)).containsExactlyInAnyOrderElementsOf(described);
    }

    private static String changes() {
        return GATEWAY.jdbc()
                .sql("SELECT (SELECT count(*) FROM cover_audit WHERE actor <> 'system') || '/'"
                        + " || (SELECT count(*) FROM cover_capital WHERE actor <> 'system')")
                .query(String.class)
                .single();
    }

    private static int send(Call call, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        String body = call.body()
                .replace("SKU", NewSku.json(NewSku.id()))
                .replace("CAPITAL", CapitalAdminTest.fund(sku, "1", NewSku.id()));
        return GATEWAY.send(GATEWAY.request(call.path().replace("{id}", sku), all.toArray(String[]::new))
                        .method(call.method(), BodyPublishers.ofString(body)))
                .statusCode();
    }
}
