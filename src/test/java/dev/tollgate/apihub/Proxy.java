package dev.tollgate.apihub;

import static dev.tollgate.testing.ApiUser.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.UpstreamStandIn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The application with a stand-in for the proxy's upstream behind it, and what tests of proxied calls ask of the two.
 *
 * <p>{@link #shared()} serves all tests that need nothing special; each brings its own {@link Client}.
 */
final class Proxy implements AutoCloseable {

    /** A model that costs 1 TOKEN a million tokens of input, 0.1 of cached input and 2 of output. */
    static final String MODEL = "sandbox";

    private static @Nullable Proxy shared;

    private final UpstreamStandIn upstream = UpstreamStandIn.start();
    private final Map<String, String> all = new HashMap<>();
    private final Gateway gateway;

    /** A key with a user who pays for it. */
    record Client(ApiUser user, long keyId, String key) {}

    /** A call as its usage row has it, as far as it concerns money. */
    record Call(
            String model,
            String path,
            long input,
            long cacheRead,
            long cacheWrite,
            long output,
            String outcome,
            @Nullable Integer status,
            BigInteger charge,
            String price) {}

    private Proxy(Map<String, String> settings) {
        all.putAll(settings);
        all.put("UPSTREAM_URL", upstream.url().toString());
        all.put("UPSTREAM_API_KEY", "upstream-secret");
        all.putIfAbsent("tollgate.upstream-defaults.breaker.minimum-calls", "1000000");
        all.put("tollgate.sign-in.registrations-per-minute", "100000");
        all.put("tollgate.sign-in.attempts-per-address", "100000");
        gateway = Gateway.start(all);
    }

    static synchronized Proxy shared() {
        if (shared == null) {
            shared = new Proxy(Map.of());
        }
        return shared;
    }

    static Proxy start(Map<String, String> settings) {
        return new Proxy(settings);
    }

    Gateway gateway() {
        return gateway;
    }

    /** Another application on the same database, before the same upstream; whoever asks for it closes it. */
    Gateway replica() {
        Map<String, String> settings = new HashMap<>(all);
        settings.put("DATABASE_URL", gateway.application().getEnvironment().getRequiredProperty("DATABASE_URL"));
        return Gateway.start(settings);
    }

    UpstreamStandIn upstream() {
        return upstream;
    }

    /**
     * A new user with money and a key.
     *
     * @param tokens what the user gets, such as {@code 10}
     * @param terms more fields of the key, such as {@code "rate_limit": 5}; empty for none
     */
    Client client(String tokens, String terms) {
        ApiUser user = ApiUser.register(gateway);
        recharge(user, tokens);
        return client(user, terms);
    }

    /** Another key of a user. */
    Client client(ApiUser user, String terms) {
        JsonNode key = expect(
                201, user.post("/api/keys", "{\"name\": \"a key\"" + (terms.isEmpty() ? "" : ", " + terms) + "}"));
        return new Client(user, key.path("id").asLong(), key.path("key").asText());
    }

    void recharge(ApiUser user, String tokens) {
        expect(
                200,
                ApiUser.admin(gateway)
                        .post("/api/tokens/admin/user/" + user.id() + "/recharge", "{\"amount\": " + tokens + "}"));
    }

    /** POSTs as the client; headers are names and values in turn. */
    HttpResponse<String> post(Client client, String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + client.key()));
        if (path.equals("/v1/messages")) {
            all.addAll(List.of("anthropic-version", "2023-06-01"));
        }
        return gateway.post(path, json, all.toArray(String[]::new));
    }

    /** A chat of one message. */
    static String chat(String model, String more) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]"
                + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    /** What the user can spend, in millionths of a TOKEN. */
    BigInteger balance(ApiUser user) {
        return units(
                expect(200, user.get("/api/tokens/balance")).path("balance").decimalValue());
    }

    static BigInteger units(BigDecimal tokens) {
        return tokens.movePointRight(6).toBigIntegerExact();
    }

    /** What the sandbox's model costs. */
    static BigInteger price(long input, long cacheRead, long output) {
        return BigDecimal.valueOf(input)
                .add(BigDecimal.valueOf(cacheRead, 1))
                .add(BigDecimal.valueOf(2 * output))
                .setScale(0, RoundingMode.CEILING)
                .toBigInteger();
    }

    /** The key as its owner sees it. */
    JsonNode key(Client client) {
        return expect(200, client.user().get("/api/keys/" + client.keyId()));
    }

    /** The key's only call, once it is booked. */
    Call call(Client client) {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> find(client), call -> call != null);
    }

    /** How many holds of the user are neither settled nor voided. */
    long openHolds(ApiUser user) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM hold h JOIN account a ON a.id = h.account"
                        + " WHERE h.state = 'PENDING' AND a.owner = ?")
                .param("user:" + user.id())
                .query(Long.class)
                .single();
    }

    private @Nullable Call find(Client client) {
        return gateway.jdbc()
                .sql("SELECT model, path, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, outcome,"
                        + " status, charge, price FROM usage WHERE key_id = ?")
                .param(client.keyId())
                .query((row, number) -> new Call(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getString(7),
                        row.getObject(8, Integer.class),
                        row.getBigDecimal(9).toBigIntegerExact(),
                        row.getString(10)))
                .optional()
                .orElse(null);
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
