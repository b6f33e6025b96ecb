package dev.tollgate.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** What production can't do without: secrets of its own, and a database that outlives the machine. */
final class ProductionSettings {

    private static final List<String> REQUIRED =
            List.of("SECRET_KEY", "ADMIN_PASSWORD", "INTERNAL_API_TOKEN", "DATABASE_URL");

    /** RFC 7518, 3.2. */
    private static final int SECRET_BYTES_MIN = 32;

    /** The documents' examples, the sandbox's values, and what people type to get past a prompt. */
    private static final Set<String> DEFAULTS = Set.of(
            "your-super-secret-key-change-in-production",
            "of-the-sandbox-and-known-to-everybody",
            "sandbox-epay-key",
            "sandbox-jp-token",
            "your_epay_key",
            "admin123",
            "admin",
            "password",
            "secret",
            "token",
            "test",
            "123456",
            "changeme",
            "change-me",
            "change_me",
            "change-in-production",
            "your-secret-key",
            "your-secret-here",
            "your-internal-api-token",
            "postgresql+asyncpg://user:password@localhost:5432/apihub",
            "postgresql://user:password@localhost:5432/apihub",
            "postgresql://user:password@host:5432/database",
            "postgresql://user:pass@host/db");

    private ProductionSettings() {}

    /** Returns a line for each setting that is missing, or known to everybody. */
    static List<String> problemsIn(Environment environment) {
        List<String> problems = new ArrayList<>();
        for (String name : REQUIRED) {
            String value = environment.getProperty(name);
            if (!StringUtils.hasText(value)) {
                problems.add(name + " is not set, and production needs it");
            } else if (DEFAULTS.contains(value.strip().toLowerCase(Locale.ROOT))) {
                problems.add(name + " has a default value that everybody knows; production needs one of your own");
            }
        }
        if (DEFAULTS.contains(environment.getProperty("EPAY_KEY", "").strip().toLowerCase(Locale.ROOT))) {
            problems.add("EPAY_KEY has a default value that everybody knows; set your merchant's, or nothing");
        }
        if (DEFAULTS.contains(
                environment.getProperty("JP_VERIFY_TOKEN", "").strip().toLowerCase(Locale.ROOT))) {
            problems.add("JP_VERIFY_TOKEN has a default value that everybody knows; set your own, or nothing");
        }
        int secretBytes = environment.getProperty("SECRET_KEY", "").getBytes(UTF_8).length;
        if (secretBytes > 0 && secretBytes < SECRET_BYTES_MIN) {
            problems.add("SECRET_KEY has " + secretBytes + " bytes; HS256 needs " + SECRET_BYTES_MIN
                    + " or more, such as `openssl rand -hex 32` prints");
        }
        return problems;
    }
}
