package dev.tollgate.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The warm-up comes before readiness, ends in time, and nobody's books know of it. */
class WarmUpTest {

    /** The sandbox's jobs would book that of every SKU. */
    private static final String NO_CAPITAL = "tollgate.cover.seed-capital";

    private static final List<String> BOOKS =
            List.of("account", "transfer", "hold", "external_ref", "audit", "usage", "idempotency_key", "deposit");

    @Test
    void warmsUpBeforeReadinessAndLeavesNoTrace() throws Exception {
        AtomicReference<ReadinessState> whileWarmingUp = new AtomicReference<>();
        ApplicationListener<ApplicationReadyEvent> witness = event -> whileWarmingUp.set(event.getApplicationContext()
                .getBean(ApplicationAvailability.class)
                .getReadinessState());
        try (ClaudeStandIn claude = ClaudeStandIn.start();
                Gateway gateway = Gateway.start(
                        Map.of(
                                "WARMUP",
                                "on",
                                NO_CAPITAL,
                                "",
                                "tollgate.warm-up.calls",
                                "60",
                                "tollgate.warm-up.at-most",
                                "60s",
                                "CLAUDE_BACKEND_URL",
                                claude.messagesUrl().toString()),
                        witness)) {
            assertThat(bean(gateway, WarmUp.class).calls()).isEqualTo(60);
            assertThat(whileWarmingUp).hasValue(ReadinessState.REFUSING_TRAFFIC);
            assertThat(bean(gateway, ApplicationAvailability.class).getReadinessState())
                    .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);

            assertThat(claude.requests()).isEmpty();
            requireNoTrace(gateway.jdbc());
            assertThat(gateway.get(gateway.managementUrl() + "/actuator/prometheus")
                            .body())
                    .doesNotContain("warm-up")
                    .contains("tollgate_calls_running 0.0");
            assertThat(bean(gateway, CamelContext.class).getRoutes())
                    .extracting(Route::getRouteId)
                    .noneMatch(id -> id.startsWith("warm-up"));
            assertThat(bean(gateway, Environment.class).getProperty("tollgate.upstreams.warm-up.url"))
                    .isNull();

            // and the first customer is served as ever
            String wallet = gateway.newWallet("1");
            assertThat(gateway.jdbc()
                            .sql("SELECT owner FROM account WHERE kind = 'wallet'")
                            .query(String.class)
                            .list())
                    .containsExactly("wallet:" + wallet);
        }
    }

    @Test
    void isLeftOutIfSwitchedOff() {
        assertThat(bean(Gateway.shared(), WarmUp.class).calls()).isZero();
        assertThat(bean(Gateway.shared(), ApplicationAvailability.class).getReadinessState())
                .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    }

    @Test
    void aDatabaseThatDoesNotAnswerDelaysReadinessNoLongerThanAllowed() throws Exception {
        AtomicLong startedNanos = new AtomicLong();
        AtomicReference<Connection> blocker = new AtomicReference<>();
        ApplicationListener<ApplicationEvent> block = event -> {
            if (event instanceof ApplicationStartedEvent started) {
                blocker.set(lockAccounts(started.getApplicationContext().getEnvironment()));
                startedNanos.set(System.nanoTime());
            }
        };
        try (Gateway gateway =
                Gateway.start(Map.of("WARMUP", "on", NO_CAPITAL, "", "tollgate.warm-up.at-most", "2s"), block)) {
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos.get())).isLessThan(Duration.ofSeconds(20));
            assertThat(bean(gateway, WarmUp.class).calls()).isZero();
            assertThat(bean(gateway, ApplicationAvailability.class).getReadinessState())
                    .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);

            Objects.requireNonNull(blocker.get()).close();
            String wallet = gateway.newWallet("1");
            assertThat(gateway.jdbc()
                            .sql("SELECT owner FROM account WHERE kind = 'wallet'")
                            .query(String.class)
                            .list())
                    .containsExactly("wallet:" + wallet);
        }
    }

    @Test
    void neitherAKillNorASecondReplicaLeavesATrace(@TempDir Path one, @TempDir Path two) throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            Map<String, String> settings = Map.of(
                    "DATABASE_URL", database.jdbcUrl(),
                    "WARMUP", "on",
                    "TOLLGATE_COVER_SEEDCAPITAL", "",
                    "TOLLGATE_WARMUP_CALLS", "100",
                    "TOLLGATE_WARMUP_ATMOST", "60s");
            try (ApplicationProcess killed = ApplicationProcess.start(one, settings);
                    ApplicationProcess lives = ApplicationProcess.start(two, settings)) {
                killed.await(Pattern.compile("Warming up"));
                killed.kill();
                lives.await(Pattern.compile("Warmed up with 100 calls"));
                requireNoTrace(database.jdbc());
            }
        }
    }

    private static void requireNoTrace(JdbcClient jdbc) {
        for (String table : BOOKS) {
            assertThat(jdbc.sql("SELECT * FROM " + table).query().listOfRows())
                    .as(table)
                    .isEmpty();
        }
    }

    private static Connection lockAccounts(Environment environment) {
        try {
            Connection connection = DriverManager.getConnection(environment.getRequiredProperty("DATABASE_URL"));
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE account IN ACCESS EXCLUSIVE MODE");
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T bean(Gateway gateway, Class<T> type) {
        return gateway.application().getBean(type);
    }
}
