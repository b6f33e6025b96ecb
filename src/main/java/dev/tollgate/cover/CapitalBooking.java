package dev.tollgate.cover;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.ExternalRef;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.TransferRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Capital that comes or goes, once for a reference.
 *
 * @param withdraws whether it goes
 * @param amount units, more than 0
 * @param actor {@code system} or {@code admin:<name>}
 */
record CapitalBooking(
        String skuId,
        Asset asset,
        boolean withdraws,
        BigInteger amount,
        String reference,
        String actor,
        @Nullable String requestId) {

    private static final String SOURCE = "cover:capital";
    private static final String OUTSIDE = "capital";

    /** One statement: it is written with the transfer or not at all. */
    private static final String NOTE = """
            WITH counted AS (
                INSERT INTO cover_asset (code, decimals) VALUES (?, ?) ON CONFLICT (code) DO NOTHING
            ), noted AS (
                INSERT INTO cover_audit (actor, action, sku_id, after, request_id)
                VALUES (?, ?, ?, json_build_object('amount', cast(? AS numeric), 'asset', cast(? AS text),
                    'reference', cast(? AS text)), ?)
            )
            INSERT INTO cover_capital (transfer_id, sku_id, asset, direction, amount, reference, actor)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    TransferRequest request() {
        UUID id = UUID.randomUUID();
        AccountRef outside = AccountRef.system(OUTSIDE, asset);
        AccountRef capital = Capital.free(skuId, asset);
        return new TransferRequest(
                id,
                withdraws ? capital : outside,
                withdraws ? outside : capital,
                amount,
                "capital-" + direction(),
                new ExternalRef(SOURCE, reference),
                List.of(note(id)),
                requestId);
    }

    private Rider note(UUID id) {
        return new Rider(
                NOTE,
                Arrays.asList(
                        asset.code(),
                        asset.decimals(),
                        actor,
                        "capital-" + direction(),
                        skuId,
                        new BigDecimal(asset.format(amount)).stripTrailingZeros(),
                        asset.code(),
                        reference,
                        requestId,
                        id,
                        skuId,
                        asset.code(),
                        direction(),
                        new BigDecimal(amount),
                        reference,
                        actor),
                true);
    }

    private String direction() {
        return withdraws ? "withdraw" : "fund";
    }
}
