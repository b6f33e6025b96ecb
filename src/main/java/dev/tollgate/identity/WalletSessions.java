package dev.tollgate.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.changes.WatchedCache;
import dev.tollgate.evm.EvmAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sessions of wallets that have proved themselves: an opaque token of 256 random bits, of which the database has the
 * hash alone.
 *
 * <p>Sessions are cached, since every call asks; one that is ended is refused by every replica within a second.
 */
final class WalletSessions {

    /** Tells what it is when it turns up somewhere; secret scanners look for such prefixes. */
    static final String PREFIX = "tgw_";

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final String TOPIC = "wallet-sessions";
    private static final int CACHED_MAX = 100_000;
    private static final int PRUNED_AT_ONCE = 10_000;

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final Duration ttl;
    private final Clock clock;
    private final ChangeCounter changes;
    private final WatchedCache<String, Session> cache;

    WalletSessions(JdbcClient jdbc, Duration ttl, Duration cacheTtl, Clock clock, ChangeCounter changes) {
        this.jdbc = jdbc;
        this.ttl = ttl;
        this.clock = clock;
        this.changes = changes;
        this.cache = changes.cache(TOPIC, CACHED_MAX, cacheTtl);
    }

    /** Opens a session and returns its token, which nobody can look up again. */
    String open(EvmAddress address) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.sql("INSERT INTO wallet_session (token_hash, address, expires_at)"
                        + " VALUES (?, ?, clock_timestamp() + make_interval(secs => ?))")
                .params(hash(token), address.text(), ttl.toSeconds())
                .update();
        return token;
    }

    /** Whose session it is; empty if there is none, or it has expired. */
    Optional<EvmAddress> addressOf(String token) {
        if (!FORM.matcher(token).matches()) {
            return Optional.empty();
        }
        Session session = cache.get(hash(token), this::load);
        return Optional.ofNullable(session)
                .filter(s -> s.expiresAt.isAfter(clock.instant()))
                .map(Session::address);
    }

    /** Ends a session, in the caller's transaction; one that is over already stays so. */
    void end(String token) {
        int ended = jdbc.sql("DELETE FROM wallet_session WHERE token_hash = ?")
                .param(hash(token))
                .update();
        if (ended > 0) {
            changes.count(TOPIC);
        }
    }

    /** Deletes expired ones, a bounded number; returns how many. */
    int prune() {
        return jdbc.sql("DELETE FROM wallet_session WHERE token_hash IN (SELECT token_hash FROM wallet_session"
                        + " WHERE expires_at <= clock_timestamp() LIMIT ?)")
                .param(PRUNED_AT_ONCE)
                .update();
    }

    private @Nullable Session load(String tokenHash) {
        return jdbc.sql("SELECT address, expires_at FROM wallet_session WHERE token_hash = ?")
                .param(tokenHash)
                .query(WalletSessions::row)
                .optional()
                .orElse(null);
    }

    private static Session row(ResultSet row, int number) throws SQLException {
        return new Session(new EvmAddress(row.getString(1)), row.getTimestamp(2).toInstant());
    }

    private static String hash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Session(EvmAddress address, Instant expiresAt) {}
}
