package dev.tollgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** The whole application as a process: what it starts with, refuses to start with, and leaves behind. */
@Timeout(300)
class ApplicationStartTest {

    private static final Pattern METRIC = Pattern.compile("\\b(?:tollgate|camel|hikaricp|jvm|process|system)_[a-z_]+");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @AfterEach
    void stopWhatAKilledApplicationLeft() throws Exception {
        Path file = dataDir().resolve("postgres/postmaster.pid");
        if (Files.exists(file)) {
            long pid = Long.parseLong(Files.readAllLines(file).get(0));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void theSandboxStartsWithoutAnySettingAndSaysWhatToTry() throws Exception {
        try (ApplicationProcess application = start(Map.of()).awaitStarted()) {
            assertThat(application.output()).contains("SANDBOX", "/internal/recharge", "/api/v1/claude/messages");
            assertThat(get(application.managementUrl() + "/actuator/health/readiness"))
                    .contains("\"status\":\"UP\"");
            assertThat(get(application.managementUrl() + "/actuator/prometheus"))
                    .contains("hikaricp_connections");
            aSecondOnTheSameDataIsRefused(application);
            assertThat(application.stop()).isEqualTo(143);
        }
        assertThat(dataDir().resolve("postgres/postmaster.pid")).doesNotExist();
    }

    private static void theMetricsThatOperatorsWatchAreThere(String metrics) throws IOException {
        String watched = Files.readString(Path.of("src/main/docker/grafana-dashboard.json"))
                + Files.readString(Path.of("src/main/docker/alerts.yml"));
        assertThat(METRIC.matcher(watched).results().map(MatchResult::group).distinct())
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[{ ]"));
    }

    private void aSecondOnTheSameDataIsRefused(ApplicationProcess first) throws Exception {
        try (ApplicationProcess second = start(Map.of())) {
            assertThat(second.awaitEnd()).isEqualTo(1);
            assertThat(second.output())
                    .contains("The data folder " + dataDir().resolve("postgres") + " is in use", "DATA_DIR")
                    .doesNotContain("\tat ");
        }
        assertThat(get(first.managementUrl() + "/actuator/health")).contains("\"status\":\"UP\"");
    }

    @Test
    void startsAgainAfterAKillAndReadsDotEnvBelowTheEnvironment() throws Exception {
        Files.copy(Path.of("application.yaml"), folder.resolve("application.yaml"));
        FileSystemUtils.copyRecursively(Path.of("routes"), folder.resolve("routes"));
        write(".env", "APP_NAME=from-file\nMANAGEMENT_PORT=not-a-port\n");
        try (ApplicationProcess application = startIn(folder, Map.of()).awaitStarted()) {
            application.kill();
        }
        write(".env", "export LOGGING_LEVEL_ORG_APACHE_CAMEL=warn # names map as in the environment\n");
        try (ApplicationProcess application = startIn(folder, Map.of()).awaitStarted()) {
            assertThat(application.output())
                    .contains("an earlier run left behind")
                    .doesNotContain("Apache Camel");
        }
    }

    @Test
    void productionNamesAllThatIsMissingInOneMessageWithoutAStackTrace() throws Exception {
        try (ApplicationProcess application =
                start(Map.of("SPRING_PROFILES_ACTIVE", "production", "ADMIN_PASSWORD", "admin123"))) {
            assertThat(application.awaitEnd()).isEqualTo(1);
            assertThat(application.output())
                    .contains("SECRET_KEY is not set", "INTERNAL_API_TOKEN is not set", "DATABASE_URL is not set")
                    .contains("ADMIN_PASSWORD has a default value")
                    .doesNotContain("admin123", "\tat ");
        }
        assertThat(dataDir()).doesNotExist();
    }

    @Test
    void productionRunsOnTheDatabaseItIsGivenAndLogsJson() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                ApplicationProcess application = start(production(database.jdbcUrl()))) {
            application.await(Pattern.compile("\\d+ routes run"));
            assertThat(application.output().lines())
                    .allSatisfy(line -> assertThat(JSON.readTree(line)).hasSizeGreaterThan(4));
            assertThat(application.output()).doesNotContain("SANDBOX", "sandbox-claude", "s3cret");
            jobsAreInTheStoreThatReplicasShare(database.jdbc());
            assertThat(application.stop()).isEqualTo(143);
        }
        assertThat(dataDir().resolve("postgres")).doesNotExist();
    }

    private static void jobsAreInTheStoreThatReplicasShare(JdbcClient jdbc) {
        assertThat(jdbc.sql("select count(*) from qrtz_triggers where sched_name = 'tollgate'")
                        .query(Long.class)
                        .single())
                .isPositive();
        assertThat(jdbc.sql("select count(*) from qrtz_scheduler_state")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private static Map<String, String> production(String databaseUrl) {
        return Map.of(
                "SPRING_PROFILES_ACTIVE", "production",
                "HOST", "127.0.0.1",
                "SECRET_KEY", "s3cret-0123456789abcdef0123456789",
                "ADMIN_PASSWORD", "s3cret-admin",
                "INTERNAL_API_TOKEN", "s3cret-internal",
                "DATABASE_URL", databaseUrl);
    }

    @Test
    void refusesAnUnreadableDotEnvBeforeAnythingStarts() throws Exception {
        Files.copy(Path.of("application.yaml"), folder.resolve("application.yaml"));
        write(".env", "# ours\nADMIN_PASSWORD s3cret\n");
        try (ApplicationProcess application = startIn(folder, Map.of())) {
            assertThat(application.awaitEnd()).isEqualTo(1);
            assertThat(application.output()).contains("Line 2 of .env").doesNotContain("s3cret", "\tat ");
        }
    }

    @Test
    void refusesAnotherDatabaseAndSaysWhatToWrite() throws Exception {
        try (ApplicationProcess application = start(Map.of("DATABASE_URL", "mysql://root:s3cret@db/tollgate"))) {
            assertThat(application.awaitEnd()).isEqualTo(1);
            assertThat(application.output())
                    .contains("DATABASE_URL names mysql", "postgresql://user:password@host:5432/database")
                    .doesNotContain("s3cret", "\tat ");
        }
    }

    private Path dataDir() {
        return folder.resolve("data");
    }

    private ApplicationProcess start(Map<String, String> settings) throws IOException {
        return ApplicationProcess.start(dataDir(), settings);
    }

    private ApplicationProcess startIn(Path workingFolder, Map<String, String> settings) throws IOException {
        return ApplicationProcess.startIn(workingFolder, dataDir(), settings);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(
                folder.resolve(name), content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static String get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
