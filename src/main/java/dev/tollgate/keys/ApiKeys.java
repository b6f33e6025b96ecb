package dev.tollgate.keys;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.changes.WatchedCache;
import dev.tollgate.ledger.Allowances;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys of table {@code api_key}; cached by their hash, and a change counts on every replica within a second. */
final class ApiKeys {

    private static final String TOPIC = "api-keys";
    private static final int CACHED_MAX = 100_000;
    private static final Duration CACHED_FOR = Duration.ofMinutes(1);
    private static final String CALLED = "SELECT id, user_id, rate_limit, rate_limit_day, token_limit, quota_limit,"
            + " discount_rate, discount_by_admin, allowed_models, expires_at, is_active FROM api_key";

    private final JdbcClient jdbc;
    private final ChangeCounter changes;
    private final Allowances allowances;
    private final WatchedCache<String, ApiKey> cache;

    ApiKeys(JdbcClient jdbc, ChangeCounter changes, Allowances allowances) {
        this.jdbc = jdbc;
        this.allowances = allowances;
        this.changes = changes;
        this.cache = changes.cache(TOPIC, CACHED_MAX, CACHED_FOR);
    }

    /** The key whose token it is, good or not. */
    Optional<ApiKey> find(String token) {
        return KeyToken.isForm(token)
                ? Optional.ofNullable(cache.get(new KeyToken(token).hash(), this::load))
                : Optional.empty();
    }

    /** The key with an id; read from the database. */
    Optional<ApiKey> find(long id) {
        return jdbc.sql(CALLED + " WHERE id = ?").param(id).query(ApiKeys::key).optional();
    }

    /**
     * Adds keys of the same terms, in the caller's transaction.
     *
     * @param tokens by the key's name
     * @return the keys as the API shows them, as JSON, in the tokens' order; without the tokens
     */
    Map<KeyToken, String> add(long userId, Map<String, KeyToken> tokens, KeyTerms terms, boolean byAdmin, Added added) {
        String[] names = tokens.keySet().toArray(String[]::new);
        List<KeyToken> ofName = List.copyOf(tokens.values());
        Map<String, String> shownByHash = new LinkedHashMap<>();
        List<String> subjects = new ArrayList<>();
        jdbc.sql("""
                        WITH made AS (
                            INSERT INTO api_key (user_id, name, key_hash, key_prefix, rate_limit, rate_limit_day, token_limit,
                                quota_limit, discount_rate, discount_by_admin, allowed_models, expires_at, batch_id)
                            SELECT :user, n.name, n.hash, n.prefix, :minute, :day, :tokens, :quota, :rate, :byAdmin, :models,
                                :expires, :batch
                            FROM unnest(:names, :hashes, :prefixes) WITH ORDINALITY AS n (name, hash, prefix, number)
                            ORDER BY n.number
                            RETURNING *
                        )
                        SELECT key_hash, api_key_shown(made::api_key)::text, id FROM made
                        """)
                .param("user", userId)
                .param("minute", terms.requestsPerMinute(), Types.INTEGER)
                .param("day", terms.requestsPerDay(), Types.INTEGER)
                .param("tokens", terms.tokens(), Types.BIGINT)
                .param("quota", terms.quota(), Types.BIGINT)
                .param("rate", terms.discountRate())
                .param("byAdmin", byAdmin && terms.has("discount_rate"))
                .param("models", terms.models(), Types.ARRAY)
                .param("expires", timestamp(added.expiresAt), Types.TIMESTAMP)
                .param("batch", added.batchId, Types.VARCHAR)
                .param("names", names)
                .param("hashes", ofName.stream().map(KeyToken::hash).toArray(String[]::new))
                .param("prefixes", ofName.stream().map(KeyToken::shown).toArray(String[]::new))
                .query(row -> {
                    shownByHash.put(row.getString(1), row.getString(2));
                    subjects.add(ApiKey.subject(row.getLong(3)));
                });
        allowances.open(subjects);
        Map<KeyToken, String> shown = new LinkedHashMap<>();
        ofName.forEach(token -> shown.put(token, shownByHash.get(token.hash())));
        return shown;
    }

    /** Writes what a key is from now on, in the caller's transaction. */
    void update(long id, KeyTerms terms, @Nullable Instant expiresAt, boolean byAdmin) {
        jdbc.sql("""
                        UPDATE api_key SET
                            name = CASE WHEN :setName THEN :name ELSE name END,
                            rate_limit = CASE WHEN :setMinute THEN cast(:minute AS integer) ELSE rate_limit END,
                            rate_limit_day = CASE WHEN :setDay THEN cast(:day AS integer) ELSE rate_limit_day END,
                            token_limit = CASE WHEN :setTokens THEN cast(:tokens AS bigint) ELSE token_limit END,
                            quota_limit = CASE WHEN :setQuota THEN cast(:quota AS bigint) ELSE quota_limit END,
                            discount_rate = CASE WHEN :setRate AND (:byAdmin OR NOT discount_by_admin)
                                THEN :rate ELSE discount_rate END,
                            discount_by_admin = CASE WHEN :setRate AND :rate <> discount_rate
                                THEN discount_by_admin OR :byAdmin ELSE discount_by_admin END,
                            allowed_models = CASE WHEN :setModels THEN cast(:models AS text[]) ELSE allowed_models END,
                            expires_at = CASE WHEN :setExpires THEN cast(:expires AS timestamptz) ELSE expires_at END,
                            is_active = CASE WHEN :setActive THEN :active ELSE is_active END
                        WHERE id = :id
                        """)
                .param("id", id)
                .param("setName", terms.has("name"))
                .param("name", terms.name(), Types.VARCHAR)
                .param("setMinute", terms.has("rate_limit"))
                .param("minute", terms.requestsPerMinute(), Types.INTEGER)
                .param("setDay", terms.has("rate_limit_day"))
                .param("day", terms.requestsPerDay(), Types.INTEGER)
                .param("setTokens", terms.has("token_limit"))
                .param("tokens", terms.tokens(), Types.BIGINT)
                .param("setQuota", terms.has("quota_limit"))
                .param("quota", terms.quota(), Types.BIGINT)
                .param("setRate", terms.has("discount_rate"))
                .param("rate", terms.discountRate())
                .param("byAdmin", byAdmin)
                .param("setModels", terms.has("allowed_models"))
                .param("models", terms.models(), Types.ARRAY)
                .param("setExpires", terms.has("expires_at"))
                .param("expires", timestamp(expiresAt), Types.TIMESTAMP)
                .param("setActive", terms.has("is_active"))
                .param("active", terms.active(), Types.BOOLEAN)
                .update();
        changes.count(TOPIC);
    }

    /** Deletes a key and its counts, in the caller's transaction; its usage rows stay. */
    void delete(long id) {
        jdbc.sql("DELETE FROM api_key WHERE id = ?").param(id).update();
        allowances.close(ApiKey.subject(id));
        changes.count(TOPIC);
    }

    /** Begins a key's counts anew. */
    void resetUse(long id) {
        allowances.reset(ApiKey.subject(id));
    }

    /** Takes up to {@code limit} keys out of use whose time is over, in the caller's transaction. */
    int deactivateExpired(int limit) {
        int expired = jdbc.sql(
                        "UPDATE api_key SET is_active = false WHERE id IN (SELECT id FROM api_key"
                                + " WHERE is_active AND expires_at <= now() ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)")
                .param(limit)
                .update();
        if (expired > 0) {
            changes.count(TOPIC);
        }
        return expired;
    }

    private @Nullable ApiKey load(String hash) {
        return jdbc.sql(CALLED + " WHERE key_hash = ?")
                .param(hash)
                .query(ApiKeys::key)
                .optional()
                .orElse(null);
    }

    private static ApiKey key(ResultSet row, int number) throws SQLException {
        Timestamp expires = row.getTimestamp("expires_at");
        Array models = row.getArray("allowed_models");
        return new ApiKey(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getObject("rate_limit", Integer.class),
                row.getObject("rate_limit_day", Integer.class),
                row.getObject("token_limit", Long.class),
                row.getObject("quota_limit", Long.class),
                row.getBigDecimal("discount_rate"),
                row.getBoolean("discount_by_admin"),
                models == null ? null : Set.of((String[]) models.getArray()),
                expires == null ? null : expires.toInstant(),
                row.getBoolean("is_active"));
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    /** What keys that are added have beside their terms. */
    record Added(@Nullable Instant expiresAt, @Nullable String batchId) {}
}
