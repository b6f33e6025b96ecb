package dev.tollgate.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.utils.Numeric;

/**
 * What wallets make of {@code personal_sign} (EIP-191): a signature from which the signer's address is recovered.
 *
 * @param data r, s and v
 */
record PersonalSignature(SignatureData data) {

    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{130}");
    private static final int V = 64;
    private static final int V_BASE = 27;

    /** @throws Refusal 400 naming the field {@code signature} */
    static PersonalSignature parse(@Nullable String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            throw Refusal.invalid("signature", "must be 0x and 130 hex digits (65 bytes, as personal_sign gives them)");
        }
        byte[] bytes = Numeric.hexStringToByteArray(text);
        // Some wallets count v from 0.
        byte v = (byte) (bytes[V] < V_BASE ? bytes[V] + V_BASE : bytes[V]);
        return new PersonalSignature(
                new SignatureData(v, Arrays.copyOfRange(bytes, 0, 32), Arrays.copyOfRange(bytes, 32, V)));
    }

    /** Who signed this text; nobody, if it is no signature of anything. */
    Optional<EvmAddress> signerOf(String text) {
        try {
            var key = Sign.signedPrefixedMessageToKey(text.getBytes(UTF_8), data);
            return Optional.of(new EvmAddress("0x" + Keys.getAddress(key)));
        } catch (SignatureException | RuntimeException e) { // web3j checks its arguments with exceptions of many kinds
            return Optional.empty();
        }
    }
}
