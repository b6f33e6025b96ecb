package dev.tollgate.payout;

import java.math.BigInteger;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What payouts are made in, and how; prefix {@code tollgate.payout}.
 *
 * @param token the ERC-20 token's address, {@code PAYOUT_TOKEN_ADDRESS}; empty: coins of the chain (MON)
 * @param treasuryKey the private key that pays, {@code TREASURY_PRIVATE_KEY}; empty: payouts wait
 * @param rebroadcastAfter without a receipt the same bytes are sent again after this time, and again
 * @param replaceAfter without a receipt it is signed anew after this time, with the same nonce and higher fees, and again
 * @param lookAgainAfter what couldn't be signed is tried again after this time
 * @param gasMarginPercent on top of the estimate, where a contract is called; some chains charge the whole limit
 * @param maxFeePerGas the most that is offered for one gas, in wei; while the chain wants more, payouts wait
 * @param takenAtOnce payouts that one run signs at most
 */
@ConfigurationProperties("tollgate.payout")
public record PayoutSettings(
        @DefaultValue("") String token,
        @DefaultValue("") String treasuryKey,
        @DefaultValue("30s") Duration rebroadcastAfter,
        @DefaultValue("2m") Duration replaceAfter,
        @DefaultValue("15s") Duration lookAgainAfter,
        @DefaultValue("20") int gasMarginPercent,
        @DefaultValue("5000000000000") BigInteger maxFeePerGas,
        @DefaultValue("100") int takenAtOnce) {

    /** What is wrong with the key is said by {@link Treasury}: a failed binding would be reported with its value. */
    public PayoutSettings {
        token = token.strip();
        treasuryKey = treasuryKey.strip();
        require(gasMarginPercent >= 0, "tollgate.payout.gas-margin-percent must not be negative");
        require(maxFeePerGas.signum() > 0, "tollgate.payout.max-fee-per-gas must be more than 0");
        require(takenAtOnce > 0, "tollgate.payout.taken-at-once must be more than 0");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PayoutSettings[token=" + token + "]";
    }
}
