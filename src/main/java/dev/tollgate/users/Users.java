package dev.tollgate.users;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.changes.WatchedCache;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The users of table {@code users}; cached, since every request of theirs asks, and a change counts everywhere within 1 s. */
final class Users {

    /** The admin of {@code ADMIN_USERNAME}. */
    static final long FIRST_ADMIN = 1;

    private static final String TOPIC = "users";
    private static final int CACHED_MAX = 100_000;
    private static final Duration CACHED_FOR = Duration.ofMinutes(1);
    private static final String COLUMNS =
            "id, username, email, role, discount_rate, is_active, token_series, created_at";

    private final JdbcClient jdbc;
    private final ChangeCounter changes;
    private final WatchedCache<Long, User> cache;

    Users(JdbcClient jdbc, ChangeCounter changes) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.cache = changes.cache(TOPIC, CACHED_MAX, CACHED_FOR);
    }

    Optional<User> find(long id) {
        return Optional.ofNullable(cache.get(id, this::load));
    }

    /** Whoever has this user name, or this email address, whatever the case of their letters. */
    Optional<Credentials> findByLogin(String login) {
        return jdbc.sql("SELECT " + COLUMNS + ", password_hash FROM users"
                        + " WHERE lower(username) = lower(:login) OR lower(email) = lower(:login)"
                        + " ORDER BY lower(username) = lower(:login) DESC LIMIT 1")
                .param("login", login)
                .query((row, number) -> new Credentials(user(row, number), row.getString("password_hash")))
                .optional();
    }

    /** Their password's hash. */
    String passwordHash(long id) {
        return jdbc.sql("SELECT password_hash FROM users WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    /** @throws DuplicateKeyException if name or address are taken */
    User add(String username, String email, String passwordHash) {
        return jdbc.sql("INSERT INTO users (username, email, password_hash) VALUES (?, ?, ?) RETURNING " + COLUMNS)
                .params(username, email, passwordHash)
                .query(Users::user)
                .single();
    }

    /**
     * Makes user 1, if there is none; returns whether it did.
     *
     * @throws DuplicateKeyException if another user has the name or the address
     */
    boolean addFirstAdmin(String username, String email, String passwordHash) {
        return jdbc.sql("INSERT INTO users (id, username, email, password_hash, role) VALUES (?, ?, ?, ?, 'admin')"
                                + " ON CONFLICT (id) DO NOTHING")
                        .params(FIRST_ADMIN, username, email, passwordHash)
                        .update()
                > 0;
    }

    boolean exists(long id) {
        return load(id) != null;
    }

    /** Sets a password and ends the user's tokens, in the caller's transaction. */
    void changePassword(long id, String passwordHash) {
        jdbc.sql("UPDATE users SET password_hash = ?, token_series = token_series + 1 WHERE id = ?")
                .params(passwordHash, id)
                .update();
        changes.count(TOPIC);
    }

    /**
     * Changes what isn't null, in the caller's transaction; a user who is disabled loses their tokens for good.
     *
     * @return as they are now; empty if there is no such user
     */
    Optional<User> update(long id, @Nullable Boolean active, @Nullable Role role, @Nullable BigDecimal discountRate) {
        Optional<User> updated = jdbc.sql("UPDATE users SET is_active = coalesce(:active, is_active),"
                        + " role = coalesce(:role, role), discount_rate = coalesce(:rate, discount_rate),"
                        + " token_series = token_series + CASE WHEN is_active AND NOT coalesce(:active, true)"
                        + " THEN 1 ELSE 0 END WHERE id = :id RETURNING " + COLUMNS)
                .param("active", active, java.sql.Types.BOOLEAN)
                .param("role", role == null ? null : role.text(), java.sql.Types.VARCHAR)
                .param("rate", discountRate, java.sql.Types.NUMERIC)
                .param("id", id)
                .query(Users::user)
                .optional();
        updated.ifPresent(user -> changes.count(TOPIC));
        return updated;
    }

    private @Nullable User load(long id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM users WHERE id = ?")
                .param(id)
                .query(Users::user)
                .optional()
                .orElse(null);
    }

    private static User user(ResultSet row, int number) throws SQLException {
        return new User(
                row.getLong("id"),
                row.getString("username"),
                row.getString("email"),
                Role.of(row.getString("role")),
                row.getBigDecimal("discount_rate"),
                row.getBoolean("is_active"),
                row.getInt("token_series"),
                row.getTimestamp("created_at").toInstant());
    }

    /** A user and what they sign in with. */
    record Credentials(User user, String passwordHash) {

        /** Without the hash: records turn up in logs. */
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }
}
