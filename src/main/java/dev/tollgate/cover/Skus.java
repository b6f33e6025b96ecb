package dev.tollgate.cover;

import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SKUs as they are now. Terms that an order is sold at are the order's own from then on. */
public final class Skus {

    private static final String FIND = """
            SELECT id, name_zh, name_en, description_zh, description_en, premium, payout_multiplier, leverage,
                max_coverage, duration_hours, retired_at IS NOT NULL AS retired
            FROM sku WHERE id = ?
            """;

    private final JdbcClient jdbc;

    Skus(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The SKU with an id, retired or not. */
    public Optional<Sku> find(String id) {
        return jdbc.sql(FIND).param(id).query((row, number) -> sku(row)).optional();
    }

    /** The same, unless it is retired. */
    public Optional<Sku> forSale(String id) {
        return find(id).filter(sku -> !sku.retired());
    }

    /** @throws Refusal 404, for admins; who orders is told so in the document's words */
    Sku required(String id) {
        return find(id).orElseThrow(Skus::unknown);
    }

    static Refusal unknown() {
        return new Refusal(404, "SKU_NOT_FOUND", "There is no such SKU; GET /admin/liqpass/skus lists them");
    }

    private static Sku sku(ResultSet row) throws SQLException {
        return new Sku(
                row.getString("id"),
                row.getString("name_zh"),
                row.getString("name_en"),
                row.getString("description_zh"),
                row.getString("description_en"),
                row.getBigDecimal("premium").toBigIntegerExact(),
                plain(row.getBigDecimal("payout_multiplier")),
                plain(row.getBigDecimal("leverage")),
                plain(row.getBigDecimal("max_coverage")),
                row.getInt("duration_hours"),
                row.getBoolean("retired"));
    }

    /** Without trailing zeros, and without an exponent however it is written. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
