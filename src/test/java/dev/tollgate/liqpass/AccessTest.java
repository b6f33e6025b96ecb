package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint of the family, called by nobody, by a user and by the admin; of wallets' sessions see {@link WalletProofTest}. */
class AccessTest {

    private static final String CALLS = """
            GET  /healthz                            200 200 200
            GET  /catalog/skus                       200 200 200
            POST /orders                             200 200 200 ORDER
            GET  /orders/{order}                     200 200 200
            POST /claim                              200 200 200 CLAIM
            GET  /claim/{claim}                      200 200 200
            GET  /admin/liqpass/skus                 401 403 200
            POST /admin/liqpass/skus                 401 403 201 SKU
            GET  /admin/liqpass/skus/{sku}           401 403 200
            PUT  /admin/liqpass/skus/{sku}           401 403 200 {"leverage": 4}
            POST /admin/liqpass/skus/{sku}/retire    401 403 200
            POST /admin/liqpass/skus/{sku}/restore   401 403 200
            GET  /admin/liqpass/capital              401 403 200
            POST /admin/liqpass/capital              401 403 200 CAPITAL
            GET  /admin/liqpass/claims               401 403 200
            GET  /admin/liqpass/claims/{claim}       401 403 200
            POST /admin/liqpass/claims/{claim}/approve   401 403 200 {}
            POST /admin/liqpass/claims/{claim}/reject    401 403 200 {"reason": "a test"}
            POST /admin/liqpass/claims/{claim}/retry     401 403 200 {}
            GET  /admin/liqpass/exposure             401 403 200
            GET  /admin/liqpass/audit                401 403 200
            """;

    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser user;
    private static ApiUser admin;
    private static Buyer buyer;
    private static String sku;

    /** @param expected statuses for nobody, a user, the admin */
    private record Call(String method, String path, int[] expected, String body) {

        static Call of(String line) {
            String[] words = line.split(" +", 6);
            int[] expected = Stream.of(words)
                    .skip(2)
                    .limit(3)
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Call(words[0], words[1], expected, words.length > 5 ? words[5] : "");
        }

        boolean forAdmins() {
            return path.startsWith("/admin/");
        }

        /** As the document has it, where what is named is an id of something. */
        @Override
        public String toString() {
            return method + " " + path.replaceAll("\\{[a-z]+}", "{id}");
        }
    }

    @BeforeAll
    static void users() {
        user = ApiUser.register(GATEWAY);
        admin = ApiUser.admin(GATEWAY);
        buyer = Buyer.with(GATEWAY, "10");
        sku = NewSku.created(admin);
    }

    static Stream<Call> calls() {
        return CALLS.lines().map(Call::of);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void onlyWhoMayGetsThrough(Call call) {
        String path = path(call);
        String changes = changes();

        assertThat(send(call, path)).isEqualTo(call.expected()[0]);
        assertThat(send(call, path, "Authorization", "Bearer " + user.token())).isEqualTo(call.expected()[1]);
        if (call.forAdmins()) {
            assertThat(send(call, path, "Authorization", "Bearer nonsense")).isEqualTo(401);
            assertThat(send(call, path, "X-User-Address", buyer.wallet())).isEqualTo(401);
            assertThat(changes()).isEqualTo(changes);
        }
        assertThat(send(call, path, "Authorization", "Bearer " + admin.token())).isEqualTo(call.expected()[2]);
    }

    @Test
    void noEndpointIsLeftOut() throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(Path.of("routes/liqpass/openapi.yaml").toFile());
        List<String> described = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(calls().map(Call::toString)).containsExactlyInAnyOrderElementsOf(described);
    }

    /** With things made for this call. */
    private static String path(Call call) {
        String path = call.path().replace("{sku}", sku);
        if (path.contains("{order}")) {
            path = path.replace("{order}", buyer.buy());
        }
        return path.contains("{claim}") ? path.replace("{claim}", claim(call)) : path;
    }

    /** In a state in which an admin may do to it what the call does. */
    private static String claim(Call call) {
        String claim = buyer.file(buyer.buy());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> buyer.claimShown(claim).path("status").asText().equals("approved"));
        if (call.path().endsWith("/approve")) {
            set(claim, "status = 'verified', approved_at = NULL");
        } else if (call.path().endsWith("/retry")) {
            set(claim, "status = 'filed', approved_at = NULL, verified_at = NULL, next_attempt_at = 'infinity'");
        }
        return claim;
    }

    private static void set(String claim, String assignments) {
        GATEWAY.jdbc()
                .sql("UPDATE cover_claim SET " + assignments + " WHERE id = ?")
                .param(claim)
                .update();
    }

    /** What admins alone do. */
    private static String changes() {
        return GATEWAY.jdbc()
                .sql("SELECT (SELECT count(*) FROM cover_audit WHERE actor <> 'system') || '/'"
                        + " || (SELECT count(*) FROM cover_capital WHERE actor <> 'system') || '/'"
                        + " || (SELECT count(*) FROM cover_claim_event WHERE actor LIKE 'admin:%')")
                .query(String.class)
                .single();
    }

    private static int send(Call call, String path, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                UUID.randomUUID().toString()));
        return GATEWAY.send(GATEWAY.request(path, all.toArray(String[]::new))
                        .method(call.method(), BodyPublishers.ofString(body(call.body()))))
                .statusCode();
    }

    private static String body(String name) {
        return switch (name) {
            case "ORDER" -> buyer.orderBody("sku_5x_leverage", Buyer.reference(), "0.05");
            case "CLAIM" -> buyer.claimBody(buyer.buy(), "100");
            case "SKU" -> NewSku.json(NewSku.id());
            case "CAPITAL" -> CapitalAdminTest.fund(sku, "1", NewSku.id());
            default -> name;
        };
    }
}
