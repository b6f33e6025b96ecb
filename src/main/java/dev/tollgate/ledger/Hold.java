package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.UUID;

/**
 * Money set aside.
 *
 * @param amount units
 */
public record Hold(UUID id, AccountRef account, BigInteger amount) {}
