package dev.tollgate.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;

/**
 * Money set aside.
 *
 * @param amount units
 * @param expiresAt by the database's clock; {@link HoldRenewal} moves it on while this process runs
 */
public record Hold(UUID id, AccountRef account, BigInteger amount, Instant expiresAt) {}
