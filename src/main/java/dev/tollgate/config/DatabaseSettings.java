package dev.tollgate.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Where the database is: {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}.
 *
 * @param url empty if the application is to start a PostgreSQL of its own
 * @param user wins over a user in the URL; empty if not set
 * @param password wins over a password in the URL; empty if not set
 */
@ConfigurationProperties("tollgate.database")
public record DatabaseSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String user,
        @DefaultValue("") String password) {

    @Nullable
    String userOr(@Nullable String fromUrl) {
        return StringUtils.hasText(user) ? user : fromUrl;
    }

    @Nullable
    String passwordOr(@Nullable String fromUrl) {
        return password.isEmpty() ? fromUrl : password;
    }

    @Override
    public String toString() {
        return "DatabaseSettings[not shown: they may hold a password]";
    }
}
