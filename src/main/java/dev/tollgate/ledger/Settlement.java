package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.UUID;

/**
 * How a hold was settled. All amounts are units.
 *
 * @param charged all that was booked to the earner, the shortfall included
 * @param released what of the hold can be spent again
 * @param shortfall what neither the hold nor the available money covered; the owner's next credit repays it first
 */
public record Settlement(UUID holdId, BigInteger charged, BigInteger released, BigInteger shortfall) {}
