package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks to move money at once.
 *
 * @param id chosen by the caller; the same id again books nothing
 * @param amount units, more than 0
 * @param externalRef books nothing if the books know it already
 * @param requestId the request that caused it, where there is one
 */
public record TransferRequest(
        UUID id,
        AccountRef from,
        AccountRef to,
        BigInteger amount,
        String purpose,
        @Nullable ExternalRef externalRef,
        List<Rider> riders,
        @Nullable String requestId) {

    public TransferRequest {
        from.requireNoShortfall();
        to.requireNoShortfall();
        Amounts.requirePositive("amount", amount);
        if (from.equals(to)) {
            throw new IllegalArgumentException("a transfer has two accounts");
        }
        if (!from.asset().equals(to.asset())) {
            throw new IllegalArgumentException("a transfer has one asset");
        }
        riders = List.copyOf(riders);
    }

    /** A transfer that no request caused. */
    public TransferRequest(
            UUID id,
            AccountRef from,
            AccountRef to,
            BigInteger amount,
            String purpose,
            @Nullable ExternalRef externalRef,
            List<Rider> riders) {
        this(id, from, to, amount, purpose, externalRef, riders, null);
    }
}
