package dev.tollgate.evm;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/**
 * What a token (ERC-20) says that it moved: its {@code Transfer} event.
 *
 * @param token the contract that says so
 * @param amount in the token's units
 */
public record TokenTransfer(EvmAddress token, EvmAddress from, EvmAddress to, BigInteger amount) {

    /** keccak256 of {@code Transfer(address,address,uint256)}. */
    private static final String TOPIC = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private static final int WORD_LENGTH = "0x".length() + 64;
    private static final int ADDRESS_START = WORD_LENGTH - 40;

    /** Null if the log is another event. */
    static @Nullable TokenTransfer of(Log log) {
        if (log.getTopics().size() != 3
                || !TOPIC.equals(log.getTopics().get(0).toLowerCase(Locale.ROOT))
                || log.getData().length() != WORD_LENGTH) {
            return null;
        }
        return new TokenTransfer(
                new EvmAddress(log.getAddress()),
                address(log.getTopics().get(1)),
                address(log.getTopics().get(2)),
                Numeric.toBigInt(log.getData()));
    }

    private static EvmAddress address(String topic) {
        return new EvmAddress("0x" + topic.substring(ADDRESS_START));
    }
}
