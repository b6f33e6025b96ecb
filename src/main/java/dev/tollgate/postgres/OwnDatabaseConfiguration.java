package dev.tollgate.postgres;

import dev.tollgate.config.DatabaseGiven;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Starts a PostgreSQL of our own where no other is given.
 *
 * <p>The data source depends on it through its connection details, so Spring stops it after everything that uses it.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OwnDatabaseConfiguration.NoDatabaseGiven.class)
class OwnDatabaseConfiguration {

    @Bean
    PostgresServer postgresServer(PostgresSettings settings) {
        return PostgresServer.start(settings.dataFolder(), settings.binaries());
    }

    @Bean
    JdbcConnectionDetails ownDatabase(PostgresServer server) {
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
