package dev.tollgate.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseHealthTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @Test
    void aDatabaseThatAnswersIsFine() throws Exception {
        try (var health = new DatabaseHealth(DATABASE.jdbc(), Duration.ofSeconds(20))) {
            assertThat(health.look().get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPoolWithoutAFreeConnectionIsNotWaitedFor() throws Exception {
        try (HikariDataSource pool = pool(DATABASE.jdbcUrl(), 30_000);
                var taken = pool.getConnection();
                var health = new DatabaseHealth(JdbcClient.create(pool), Duration.ofMillis(100))) {
            assertThat(taken.isValid(5)).isTrue();
            assertThat(health.look().get(10, TimeUnit.SECONDS)).isFalse();
            assertThat(health.look().get(10, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void aServerThatIsGoneIsNotFine() throws Exception {
        try (HikariDataSource pool = pool("jdbc:postgresql://127.0.0.1:1/none", 250);
                var health = new DatabaseHealth(JdbcClient.create(pool), Duration.ofSeconds(20))) {
            assertThat(health.look().get(30, TimeUnit.SECONDS)).isFalse();
        }
    }

    private static HikariDataSource pool(String url, long connectionTimeoutMs) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(connectionTimeoutMs);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
