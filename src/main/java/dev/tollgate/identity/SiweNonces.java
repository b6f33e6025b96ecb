package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random words that a sign-in message must contain, each good once, for a short time. */
final class SiweNonces {

    /** A nonce, and until when it can be used, by the database's clock. */
    record Issued(String nonce, Instant expiresAt) {}

    private static final int BYTES = 16;
    private static final int PRUNED_AT_ONCE = 10_000;

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final Duration ttl;
    private final IssueLimit limit;

    SiweNonces(JdbcClient jdbc, Duration ttl, IssueLimit limit) {
        this.jdbc = jdbc;
        this.ttl = ttl;
        this.limit = limit;
    }

    /**
     * @param address who may use it; null for whoever signs it
     * @throws Refusal 429 if too many were issued in this minute
     */
    Issued issue(@Nullable EvmAddress address) {
        limit.take();
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        Timestamp expiresAt = jdbc.sql("INSERT INTO siwe_nonce (nonce, address, expires_at)"
                        + " VALUES (?, ?, clock_timestamp() + make_interval(secs => ?)) RETURNING expires_at")
                .param(nonce)
                .param(address == null ? null : address.text())
                .param(ttl.toSeconds())
                .query(Timestamp.class)
                .single();
        return new Issued(nonce, expiresAt.toInstant());
    }

    /** Uses a nonce up; false if it is unknown, used, expired, or somebody else's. Of several at once, one gets it. */
    boolean claim(String nonce, EvmAddress signer) {
        return jdbc.sql("DELETE FROM siwe_nonce WHERE nonce = ? AND expires_at > clock_timestamp()"
                                + " AND (address IS NULL OR address = ?)")
                        .params(nonce, signer.text())
                        .update()
                == 1;
    }

    /** Deletes expired ones, a bounded number; returns how many. */
    int prune() {
        return jdbc.sql("DELETE FROM siwe_nonce WHERE nonce IN (SELECT nonce FROM siwe_nonce"
                        + " WHERE expires_at <= clock_timestamp() LIMIT ?)")
                .param(PRUNED_AT_ONCE)
                .update();
    }
}
