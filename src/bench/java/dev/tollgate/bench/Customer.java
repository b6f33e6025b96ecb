package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A user of the apihub with money, who makes keys for their own customers; all of it through the API. */
final class Customer {

    private static final int BATCH_MAX = 1_000;
    private static final Duration EXPIRES_AFTER = Duration.ofDays(300);
    private static final String SIGN_IN = """
            {"username":"%s","password":"%s"}""";
    private static final String REGISTER = """
            {"username":"bench","password":"a road that costs","email":"bench@example.com"}""";
    private static final String MONEY = """
            {"amount":1000000000}""";

    /** All limits that a key can have, none of which a run reaches. */
    private static final String KEYS = """
            {"count":%d,"rate_limit":1000000,"rate_limit_day":1000000000,"token_limit":1000000000000000,\
            "quota_limit":1000000000000,"discount_rate":0.9,"allowed_models":["gpt-4o","%s"],"expires_at":"%s"}""";

    /** Of the calls: the last but one line of the price book. */
    private static final String MODEL = "sandbox";

    private final Tollgate tollgate;
    private final String token;

    private Customer(Tollgate tollgate, String token) {
        this.tollgate = tollgate;
        this.token = token;
    }

    /** Registers them, and has the admin credit what they have paid. */
    static Customer register(Tollgate tollgate) throws IOException, InterruptedException {
        long id = tollgate.post("/api/auth/register", REGISTER).path("id").asLong();
        tollgate.post("/api/tokens/admin/user/" + id + "/recharge", MONEY, admin(tollgate));
        return new Customer(tollgate, signIn(tollgate, "bench", "a road that costs"));
    }

    /** Makes so many keys. */
    List<String> makeKeys(int count) throws IOException, InterruptedException {
        List<String> keys = new ArrayList<>();
        while (keys.size() < count) {
            int batch = Math.min(BATCH_MAX, count - keys.size());
            String json = KEYS.formatted(batch, MODEL, Instant.now().plus(EXPIRES_AFTER));
            for (JsonNode key :
                    tollgate.post("/api/keys/batch", json, bearer(token)).path("keys")) {
                keys.add(key.path("key").asText());
            }
        }
        return keys;
    }

    /** The options of the load client to call with these keys in turn. */
    static List<String> callers(List<String> keys, Path file) throws IOException {
        Files.write(file, keys);
        return List.of("--keys", file.toString(), "--model", MODEL);
    }

    /** What the sandbox's admin sends with a request. */
    static String[] admin(Tollgate tollgate) throws IOException, InterruptedException {
        return bearer(signIn(tollgate, "admin", "admin123"));
    }

    private static String signIn(Tollgate tollgate, String name, String password)
            throws IOException, InterruptedException {
        return tollgate.post("/api/auth/login", SIGN_IN.formatted(name, password))
                .path("access_token")
                .asText();
    }

    private static String[] bearer(String token) {
        return new String[] {"authorization", "Bearer " + token};
    }
}
