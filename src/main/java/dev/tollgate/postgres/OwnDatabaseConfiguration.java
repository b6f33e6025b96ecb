package dev.tollgate.postgres;

import dev.tollgate.config.DatabaseGiven;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Uses the PostgreSQL of our own that {@link EarlyStart} has started, where no other is given.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OwnDatabaseConfiguration.NoDatabaseGiven.class)
class OwnDatabaseConfiguration {

    @Bean
    JdbcConnectionDetails ownDatabase(StartingPostgres starting) {
        PostgresServer server = starting.started();
        return new OwnDatabase(server.jdbcUrl("postgres"), server.user(), server.password());
    }

    private record OwnDatabase(String jdbcUrl, String user, String password) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return jdbcUrl;
        }

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public String getPassword() {
            return password;
        }
    }

    static final class NoDatabaseGiven extends NoneNestedConditions {

        NoDatabaseGiven() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @Conditional(DatabaseGiven.class)
        static final class Given {}
    }
}
