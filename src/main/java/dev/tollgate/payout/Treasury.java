package dev.tollgate.payout;

import dev.tollgate.config.ConfigurationRefused;
import dev.tollgate.evm.ChainCall;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.evm.TransactionHash;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** The account that pays. Its key is never shown. */
public final class Treasury {

    private static final Pattern KEY = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

    /** The number of points on secp256k1: keys are less. */
    private static final BigInteger KEYS =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private final PayerNode node;
    private final @Nullable Credentials credentials;

    /** @throws ConfigurationRefused if there is a key, and it is none */
    Treasury(PayoutSettings settings, PayerNode node) {
        this.node = node;
        this.credentials = settings.treasuryKey().isEmpty() ? null : credentials(settings.treasuryKey());
    }

    /** Why nothing can be paid, for operators; null if nothing is missing. */
    public @Nullable String problem() {
        if (credentials == null) {
            return "TREASURY_PRIVATE_KEY is not configured: payouts wait until it is";
        }
        return node.isConfigured() ? null : "EVM_RPC_URL is not configured: payouts wait until it is";
    }

    /** Who pays; null without a key. */
    public @Nullable EvmAddress address() {
        return credentials == null ? null : new EvmAddress(credentials.getAddress());
    }

    /** Signs; the same again gives the same bytes. */
    SignedTransaction sign(long nonce, ChainCall call, BigInteger gasLimit, Fees fees) {
        RawTransaction unsigned = RawTransaction.createTransaction(
                node.chainId(),
                BigInteger.valueOf(nonce),
                gasLimit,
                call.to().text(),
                call.value(),
                call.data(),
                fees.priority(),
                fees.max());
        byte[] signed = TransactionEncoder.signMessage(unsigned, Objects.requireNonNull(credentials, "no key"));
        return new SignedTransaction(
                new TransactionHash(Numeric.toHexString(Hash.sha3(signed))),
                Numeric.toHexString(signed),
                gasLimit,
                fees,
                Duration.ZERO,
                null);
    }

    private static Credentials credentials(String key) {
        if (!KEY.matcher(key).matches() || !isOnCurve(Numeric.toBigInt(key))) {
            throw new ConfigurationRefused(
                    List.of("TREASURY_PRIVATE_KEY is no private key: it must be 0x and 64 hex digits"));
        }
        return Credentials.create(key);
    }

    private static boolean isOnCurve(BigInteger key) {
        return key.signum() > 0 && key.compareTo(KEYS) < 0;
    }

    @Override
    public String toString() {
        return "Treasury[" + address() + "]";
    }
}
