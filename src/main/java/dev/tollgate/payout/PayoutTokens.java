package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.ledger.Asset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tokens whose decimals are known. */
final class PayoutTokens {

    private final JdbcClient jdbc;

    PayoutTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes every token known to the books: old orders may be in another than today's. */
    List<Asset> all() {
        return jdbc.sql("SELECT address, decimals FROM payout_token ORDER BY address")
                .query((row, number) -> Asset.token(row.getString("address"), row.getInt("decimals")))
                .list();
    }

    Optional<Asset> find(EvmAddress address) {
        return jdbc.sql("SELECT address, decimals FROM payout_token WHERE address = ?")
                .param(address.text())
                .query((row, number) -> Asset.token(row.getString("address"), row.getInt("decimals")))
                .optional();
    }

    /** Keeps what the chain said; what was kept before stays. */
    Asset keep(EvmAddress address, long chainId, int decimals) {
        jdbc.sql("INSERT INTO payout_token (address, chain_id, decimals) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(address.text(), chainId, decimals)
                .update();
        return find(address).orElseThrow();
    }

    /**
     * An asset by its name in the books, also if another replica got to know it.
     *
     * @throws IllegalArgumentException if there is no such asset
     */
    Asset named(String code) {
        try {
            return Asset.of(code);
        } catch (IllegalArgumentException e) {
            return all().stream()
                    .filter(asset -> asset.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> e);
        }
    }
}
