package dev.tollgate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL server named by {@code DATABASE_URL}, in any of the forms people have at hand.
 *
 * <ul>
 *   <li>{@code jdbc:postgresql://host:5432/db?sslmode=require}, taken as it is
 *   <li>{@code postgresql://user:password@host:5432/db?sslmode=require}, also {@code postgres://}
 *   <li>{@code postgresql+asyncpg://…} as SQLAlchemy writes it, whatever driver it names
 * </ul>
 *
 * <p>User and password in the URL are percent-decoded and never repeated in a message.
 */
public record DatabaseUrl(
        String jdbcUrl, @Nullable String user, @Nullable String password) {

    private static final String WRITE_INSTEAD = "write postgresql://user:password@host:5432/database,"
            + " or leave DATABASE_URL out: in the sandbox the application then starts a PostgreSQL of its own";

    /**
     * Reads the setting's value.
     *
     * @throws IllegalArgumentException if it names no PostgreSQL server; the message says what to write instead
     */
    public static DatabaseUrl parse(String value) {
        String url = value.strip();
        if (url.startsWith("jdbc:postgresql:")) {
            return new DatabaseUrl(url, null, null);
        }
        String scheme = schemeOf(url);
        if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
            throw new IllegalArgumentException(refusal(scheme));
        }
        return fromUri(url);
    }

    /** The scheme without {@code jdbc:} and without a driver, e.g. {@code mysql} of {@code mysql+pymysql://…}. */
    private static String schemeOf(String url) {
        String bare = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        int colon = bare.indexOf(':');
        String scheme = colon < 0 ? "" : bare.substring(0, colon).toLowerCase(Locale.ROOT);
        int driver = scheme.indexOf('+');
        return driver < 0 ? scheme : scheme.substring(0, driver);
    }

    private static String refusal(String scheme) {
        String what = scheme.isEmpty() ? "is not a URL" : "names " + scheme + ", but the ledger needs PostgreSQL";
        return "DATABASE_URL " + what + ": " + WRITE_INSTEAD;
    }

    private static DatabaseUrl fromUri(String url) {
        URI uri = uri(url);
        if (uri.getHost() == null
                || uri.getRawPath() == null
                || uri.getRawPath().length() < 2) {
            throw new IllegalArgumentException("DATABASE_URL lacks a host or a database: " + WRITE_INSTEAD);
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String jdbcUrl = "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
        String userInfo = uri.getRawUserInfo();
        if (userInfo == null) {
            return new DatabaseUrl(jdbcUrl, null, null);
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new DatabaseUrl(jdbcUrl, decode(userInfo), null)
                : new DatabaseUrl(jdbcUrl, decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Without the cause: its message repeats the URL, and with it the password.
            throw new IllegalArgumentException("DATABASE_URL is not a URL (a special character in the password must be"
                    + " percent-encoded, e.g. %40 for @): " + WRITE_INSTEAD);
        }
    }

    /** Percent-decoding as URLs have it: a plus stays a plus. */
    private static String decode(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "DatabaseUrl[not shown: it may hold a password]";
    }
}
