package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold whose process died before it resolved it.
 *
 * @param account whose money it held
 * @param purpose the hold's purpose, such as the route's id
 * @param requestId the request that it was made for
 * @param allowance the subject of the allowance that it had reserved from; null for none
 * @param charged what was booked to {@code system:revenue}, in units: nothing or all of it
 */
public record LostHold(
        UUID id,
        AccountRef account,
        String purpose,
        String requestId,
        @Nullable String allowance,
        BigInteger charged) {}
