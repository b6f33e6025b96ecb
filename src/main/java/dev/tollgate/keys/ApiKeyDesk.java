package dev.tollgate.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import dev.tollgate.users.UserAdministration;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What owners and admins do to keys. Another's key doesn't exist for a user; for an admin, every key does.
 *
 * <p>A discount that an admin gives lowers what the owner pays. One that owners set themselves lowers what counts against
 * the key's own quota, and nothing else; they can't change an admin's. Whose it is changes with the rate alone: an admin
 * who sends a key back with the rate that its owner has set gives no discount.
 */
public final class ApiKeyDesk {

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int BATCH_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ApiKeys keys;
    private final UserAdministration users;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ApiKeyDesk(ApiKeys keys, UserAdministration users, TransactionTemplate transaction, Clock clock) {
        this.keys = keys;
        this.users = users;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Makes a key for the caller; the answer shows it for the only time.
     *
     * @param fields fit the schema {@code apihub/key}
     * @throws Refusal 400 for a time that is over
     */
    public Map<String, Object> create(User user, Map<String, Object> fields) {
        return one(user, fields, false);
    }

    /**
     * The same for a user, by an admin.
     *
     * @throws Refusal 404 if there is no such user
     */
    public Map<String, Object> createFor(Map<String, Object> path, Map<String, Object> fields) {
        return one(users.user(path), fields, true);
    }

    /**
     * Makes {@code count} keys of the same terms, all or none: {@code <name_prefix>-1} and so on.
     *
     * @param fields fit the schema {@code apihub/key-batch}
     */
    public Map<String, Object> createBatch(User user, Map<String, Object> fields) {
        return batch(user, fields, false);
    }

    /** @throws Refusal 404 if there is no such user */
    public Map<String, Object> createBatchFor(Map<String, Object> path, Map<String, Object> fields) {
        return batch(users.user(path), fields, true);
    }

    /** @throws Refusal 404 if there is no such key for the caller; 403 for an admin's discount */
    public void update(User user, Map<String, Object> path, Map<String, Object> fields) {
        ApiKey key = own(user, path);
        var terms = new KeyTerms(fields);
        boolean byAdmin = user.isAdmin() && key.userId() != user.id();
        if (terms.has("discount_rate")
                && key.discountByAdmin()
                && !byAdmin
                && terms.discountRate().compareTo(key.discountRate()) != 0) {
            throw Refusal.forbidden("This key's discount_rate was set by an admin; leave it out");
        }
        var expiresAt = terms.expiresAt(clock.instant());
        transaction.executeWithoutResult(status -> keys.update(key.id(), terms, expiresAt, byAdmin));
    }

    /** @throws Refusal 404 if there is no such key for the caller */
    public void delete(User user, Map<String, Object> path) {
        ApiKey key = own(user, path);
        transaction.executeWithoutResult(status -> keys.delete(key.id()));
    }

    /** @throws Refusal 404 if there is no such key for the caller */
    public void deactivate(User user, Map<String, Object> path) {
        ApiKey key = own(user, path);
        var off = new KeyTerms(Map.of("is_active", false));
        transaction.executeWithoutResult(status -> keys.update(key.id(), off, null, false));
    }

    /**
     * Begins anew to count what a key's calls use.
     *
     * @throws Refusal 404 if there is no such key for the caller
     */
    public void resetUse(User user, Map<String, Object> path) {
        keys.resetUse(own(user, path).id());
    }

    /**
     * Returns the id of a key that the caller may see.
     *
     * @throws Refusal 404
     */
    public long visible(User user, Map<String, Object> path) {
        return own(user, path).id();
    }

    /**
     * Returns what was found.
     *
     * @throws Refusal 404 if that is nothing
     */
    public Object found(@Nullable Object answer) {
        if (answer == null) {
            throw Refusal.notFound("Batch not found");
        }
        return answer;
    }

    private ApiKey own(User user, Map<String, Object> path) {
        return Optional.of(String.valueOf(path.get("key_id")))
                .filter(id -> ID.matcher(id).matches())
                .flatMap(id -> keys.find(Long.parseLong(id)))
                .filter(key -> key.userId() == user.id() || user.isAdmin())
                .orElseThrow(() -> Refusal.notFound("API key not found"));
    }

    private Map<String, Object> one(User owner, Map<String, Object> fields, boolean byAdmin) {
        String name = String.valueOf(fields.get("name"));
        return add(owner, Map.of(name, KeyToken.create()), new KeyTerms(fields), null, byAdmin)
                .get(0);
    }

    private Map<String, Object> batch(User owner, Map<String, Object> fields, boolean byAdmin) {
        var terms = new KeyTerms(fields);
        int count = terms.keys();
        Object prefix = fields.getOrDefault("name_prefix", "Key");
        Map<String, KeyToken> tokens = new LinkedHashMap<>();
        for (int number = 1; number <= count; number++) {
            tokens.put(prefix + "-" + number, KeyToken.create());
        }
        String batchId = "batch_" + randomHex();
        Map<String, Object> batch = new LinkedHashMap<>();
        batch.put("batch_id", batchId);
        batch.put("count", count);
        batch.put("keys", add(owner, tokens, terms, batchId, byAdmin));
        return batch;
    }

    private List<Map<String, Object>> add(
            User owner, Map<String, KeyToken> tokens, KeyTerms terms, @Nullable String batchId, boolean byAdmin) {
        var added = new ApiKeys.Added(terms.expiresAt(clock.instant()), batchId);
        Map<KeyToken, String> shown =
                transaction.execute(status -> keys.add(owner.id(), tokens, terms, byAdmin, added));
        List<Map<String, Object>> answer = new ArrayList<>();
        shown.forEach((token, json) -> answer.add(withToken(json, token)));
        return answer;
    }

    /** With the key itself after the name, as people read it. */
    private static Map<String, Object> withToken(String shown, KeyToken token) {
        Map<String, Object> key = new LinkedHashMap<>();
        try {
            ObjectNode fields = (ObjectNode) StrictJson.mapper().readTree(shown);
            fields.properties().forEach(field -> {
                key.put(field.getKey(), field.getValue());
                if (field.getKey().equals("name")) {
                    key.put("key", token.text());
                }
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return key;
    }

    private static String randomHex() {
        byte[] bytes = new byte[BATCH_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
