package dev.tollgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class ConfigurationGuardTest {

    @Test
    void productionStartsWithSecretsOfItsOwn() {
        assertThat(problemsIn(production())).isEmpty();
    }

    @Test
    void productionNamesEveryMissingSetting() {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles("production");
        assertThat(problemsIn(environment))
                .hasSize(4)
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("SECRET_KEY "),
                        problem -> assertThat(problem).startsWith("ADMIN_PASSWORD "),
                        problem -> assertThat(problem).startsWith("INTERNAL_API_TOKEN "),
                        problem -> assertThat(problem).startsWith("DATABASE_URL "));
    }

    @ParameterizedTest
    @CsvSource({
        "SECRET_KEY, your-super-secret-key-change-in-production",
        "ADMIN_PASSWORD, admin123",
        "ADMIN_PASSWORD, ' Admin123 '",
        "INTERNAL_API_TOKEN, changeme",
        "INTERNAL_API_TOKEN, '  '",
        "DATABASE_URL, postgresql+asyncpg://user:password@localhost:5432/apihub",
    })
    void productionRefusesADefault(String name, String value) {
        MockEnvironment environment = production();
        environment.setProperty(name, value);
        assertThat(problemsIn(environment)).singleElement().asString().startsWith(name + " ");
    }

    @Test
    void theSandboxNeedsNothing() {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles("sandbox");
        assertThat(problemsIn(environment)).isEmpty();
    }

    @Test
    void nobodyIsBothProductionAndSandbox() {
        MockEnvironment environment = production();
        environment.addActiveProfile("sandbox");
        assertThat(problemsIn(environment)).singleElement().asString().contains("both production and sandbox");
    }

    @Test
    void refusesAnotherDatabaseEverywhere() {
        MockEnvironment environment = new MockEnvironment().withProperty("tollgate.database.url", "sqlite:///x.db");
        assertThat(problemsIn(environment)).singleElement().asString().contains("sqlite");
    }

    @Test
    void refusesAnotherAlgorithm() {
        MockEnvironment environment = new MockEnvironment().withProperty("ALGORITHM", "none");
        assertThat(problemsIn(environment)).singleElement().asString().contains("HS256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://jp.example.com", "https://jp.example.com:8443/v1/"})
    void theVerificationServerIsReachedByTls(String url) {
        assertThat(problemsIn(production().withProperty("tollgate.jp-verify.url", url)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://jp.example.com",
                "http://127.0.0.1:8080",
                "jp.example.com",
                "ftp://jp.example.com",
                "https://user:hunter2@jp.example.com",
                "https://jp.example.com/?a=b",
                "https://"
            })
    void elseOurTokenWouldBeGivenAway(String url) {
        assertThat(problemsIn(production().withProperty("tollgate.jp-verify.url", url)))
                .singleElement()
                .asString()
                .startsWith("JP_VERIFY_URL ")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/sandbox/jp, true",
        "http://localhost:8080, true",
        "http://[::1]:8080, true",
        "https://jp.example.com, true",
        "http://jp.example.com, false",
        "http://127.0.0.1.example.com, false",
        "http://user@127.0.0.1, false",
    })
    void theSandboxsOwnIsReachedOnLoopbackWithout(String url, boolean good) {
        MockEnvironment environment = new MockEnvironment().withProperty("tollgate.jp-verify.url", url);
        environment.setActiveProfiles("sandbox");
        assertThat(problemsIn(environment)).hasSize(good ? 0 : 1);
    }

    @Test
    void theSandboxsTokenIsKnownToEverybody() {
        assertThat(problemsIn(production().withProperty("JP_VERIFY_TOKEN", "sandbox-jp-token")))
                .singleElement()
                .asString()
                .startsWith("JP_VERIFY_TOKEN ");
    }

    private static MockEnvironment production() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("SECRET_KEY", "0f8c9ae1b26d4c53b7b0a6d9e5c1f3a2")
                .withProperty("ADMIN_PASSWORD", "correct horse battery staple")
                .withProperty("INTERNAL_API_TOKEN", "b1946ac92492d2347c6235b4d2611184")
                .withProperty("DATABASE_URL", "postgresql://tollgate:x9Lw@db/tollgate");
        environment.setActiveProfiles("production");
        return environment;
    }

    private static List<String> problemsIn(MockEnvironment environment) {
        return ConfigurationGuard.problemsIn(environment);
    }
}
