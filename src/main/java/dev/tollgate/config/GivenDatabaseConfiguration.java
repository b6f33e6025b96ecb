package dev.tollgate.config;

import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Uses the server that {@code DATABASE_URL} names. */
@Configuration(proxyBeanMethods = false)
@Conditional(DatabaseGiven.class)
class GivenDatabaseConfiguration {

    @Bean
    JdbcConnectionDetails givenDatabase(DatabaseSettings settings) {
        return new GivenDatabase(DatabaseUrl.parse(settings.url()), settings);
    }
}
