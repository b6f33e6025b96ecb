package dev.tollgate.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/** The server that {@code DATABASE_URL} names, as Spring Boot's data source wants it. */
record GivenDatabase(DatabaseUrl url, DatabaseSettings settings) implements JdbcConnectionDetails {

    @Override
    public String getJdbcUrl() {
        return url.jdbcUrl();
    }

    @Override
    public @Nullable String getUsername() {
        return settings.userOr(url.user());
    }

    @Override
    public @Nullable String getPassword() {
        return settings.passwordOr(url.password());
    }
}
