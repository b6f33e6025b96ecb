package dev.tollgate.payout;

import dev.tollgate.evm.Fees;
import dev.tollgate.evm.TransactionHash;
import java.math.BigInteger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that pay, once the chain takes them.
 *
 * @param raw {@code 0x} and hexadecimal
 * @param age since it was signed
 * @param sinceBroadcast since the node was last given it; null if it never was, as far as we know
 */
record SignedTransaction(
        TransactionHash hash,
        String raw,
        BigInteger gasLimit,
        Fees fees,
        Duration age,
        @Nullable Duration sinceBroadcast) {}
