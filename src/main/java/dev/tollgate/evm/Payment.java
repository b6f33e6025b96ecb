package dev.tollgate.evm;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction was signed to do; its hash stands for all of it.
 *
 * @param from who signed it
 * @param to who is paid or called; null where a contract is created
 * @param valueWei the native coin that it moves itself, without what a called contract moves
 */
public record Payment(EvmAddress from, @Nullable EvmAddress to, BigInteger valueWei) {}
