package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.UUID;

/**
 * Money that was moved.
 *
 * @param id of the booked transfer; another than the requested one if the external reference was booked under it
 * @param amount units
 * @param created false if this id or external reference was booked before, with the same content
 * @param balanceAfter what the customer of the transfer can spend now, in units: the receiver's, or the payer's where
 *     the receiver is a system account; 0 between system accounts
 */
public record Transfer(
        UUID id, AccountRef from, AccountRef to, BigInteger amount, boolean created, BigInteger balanceAfter) {}
