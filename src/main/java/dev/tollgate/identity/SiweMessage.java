package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet signs to sign in, by EIP-4361: the parts that decide something.
 *
 * @param scheme of the site, where the message names one
 * @param domain that asks for the signature: host, and port if there is one
 * @param uri what the signature is for
 * @param notBefore where the message has one
 */
record SiweMessage(
        @Nullable String scheme,
        String domain,
        EvmAddress address,
        String uri,
        long chainId,
        String nonce,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant notBefore) {

    static final String GREETING = " wants you to sign in with your Ethereum account:";

    /** The text to sign, with a statement for the human who signs. */
    String text(String statement) {
        return String.join(
                "\n",
                domain + GREETING,
                address.text(),
                "",
                statement,
                "",
                "URI: " + uri,
                "Version: 1",
                "Chain ID: " + chainId,
                "Nonce: " + nonce,
                "Issued At: " + issuedAt,
                "Expiration Time: " + expiresAt);
    }
}
