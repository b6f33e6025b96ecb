package dev.tollgate.cover;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What admins do to SKUs. Each is audited in the transaction that does it; orders that were sold keep their terms.
 *
 * <p>Takes path and body whole: Camel strips the quotes of a text that is a bean's parameter.
 */
public final class SkuDesk {

    private static final String ADD = """
            INSERT INTO sku (id, name_zh, name_en, description_zh, description_en, premium, payout_multiplier, leverage,
                max_coverage, duration_hours)
            VALUES (:id, :nameZh, :nameEn, :descriptionZh, :descriptionEn, :premium, :payoutMultiplier, :leverage,
                :maxCoverage, :durationHours)
            ON CONFLICT (id) DO NOTHING
            """;
    private static final String CHANGE = """
            UPDATE sku SET
                name_zh = coalesce(cast(:nameZh AS text), name_zh),
                name_en = coalesce(cast(:nameEn AS text), name_en),
                description_zh = coalesce(cast(:descriptionZh AS text), description_zh),
                description_en = coalesce(cast(:descriptionEn AS text), description_en),
                premium = coalesce(cast(:premium AS numeric), premium),
                payout_multiplier = coalesce(cast(:payoutMultiplier AS numeric), payout_multiplier),
                leverage = coalesce(cast(:leverage AS numeric), leverage),
                max_coverage = coalesce(cast(:maxCoverage AS numeric), max_coverage),
                duration_hours = coalesce(cast(:durationHours AS integer), duration_hours),
                updated_at = now()
            WHERE id = :id
            """;
    private static final String RETIRE =
            "UPDATE sku SET retired_at = now(), updated_at = now() WHERE id = :id AND retired_at IS NULL";
    private static final String RESTORE =
            "UPDATE sku SET retired_at = NULL, updated_at = now() WHERE id = :id AND retired_at IS NOT NULL";
    private static final String LOCK = "SELECT sku_shown(s)::text FROM sku s WHERE id = ? FOR UPDATE";
    private static final String AUDIT = """
            INSERT INTO cover_audit (actor, action, sku_id, before, after, request_id)
            SELECT :actor, :action, s.id, cast(:before AS json), sku_shown(s), :requestId FROM sku s WHERE s.id = :id
            """;

    private final Skus skus;
    private final SkuTerms terms;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    SkuDesk(Skus skus, SkuTerms terms, JdbcClient jdbc, TransactionTemplate transaction) {
        this.skus = skus;
        this.terms = terms;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * The id of a path's SKU.
     *
     * @throws Refusal 404
     */
    public String known(Map<String, Object> path) {
        return skus.required(id(path)).id();
    }

    /**
     * Adds a SKU, which is for sale from now on.
     *
     * @return its id
     * @throws Refusal 409 if there is one with this id
     */
    public String create(User admin, Map<String, Object> fields, String requestId) {
        Map<String, @Nullable Object> columns = columns(id(fields), fields);
        return inTransaction(() -> {
            if (jdbc.sql(ADD).params(columns).update() == 0) {
                throw new Refusal(
                        409,
                        "SKU_ALREADY_EXISTS",
                        "There is a SKU with this id, perhaps retired: change it, or choose another id");
            }
            audit(admin, "sku-create", id(fields), null, requestId);
            return id(fields);
        });
    }

    /**
     * Changes the fields that are there, for orders from now on.
     *
     * @return the id
     * @throws Refusal 404
     */
    public String change(User admin, Map<String, Object> path, Map<String, Object> fields, String requestId) {
        Map<String, @Nullable Object> columns = columns(id(path), fields);
        return change(admin, "sku-change", CHANGE, columns, requestId);
    }

    /** Takes a SKU off sale; one that is stays so. Throws a 404 as the others do. */
    public String retire(User admin, Map<String, Object> path, String requestId) {
        return change(admin, "sku-retire", RETIRE, Map.of("id", id(path)), requestId);
    }

    /** Puts a retired SKU on sale again. Throws a 404 as the others do. */
    public String restore(User admin, Map<String, Object> path, String requestId) {
        return change(admin, "sku-restore", RESTORE, Map.of("id", id(path)), requestId);
    }

    private String change(
            User admin, String action, String sql, Map<String, ? extends @Nullable Object> columns, String requestId) {
        String id = String.valueOf(columns.get("id"));
        return inTransaction(() -> {
            String before =
                    jdbc.sql(LOCK).param(id).query(String.class).optional().orElseThrow(Skus::unknown);
            if (jdbc.sql(sql).params(columns).update() == 1) {
                audit(admin, action, id, before, requestId);
            }
            return id;
        });
    }

    private void audit(User admin, String action, String id, @Nullable String before, String requestId) {
        jdbc.sql(AUDIT)
                .param("actor", "admin:" + admin.username())
                .param("action", action)
                .param("id", id)
                .param("before", before)
                .param("requestId", requestId)
                .update();
    }

    private Map<String, @Nullable Object> columns(String id, Map<String, Object> fields) {
        Map<String, @Nullable Object> columns = new HashMap<>(terms.of(fields));
        columns.put("id", id);
        return columns;
    }

    private String inTransaction(Supplier<String> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }

    private static String id(Map<String, Object> named) {
        return String.valueOf(named.get("id"));
    }
}
