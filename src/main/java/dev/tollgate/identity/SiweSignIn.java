package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs wallets in by EIP-4361: a nonce, a message that contains it, the wallet's signature, a session.
 *
 * <p>Plain accounts only: a contract's signature (EIP-1271) would need the chain.
 */
public final class SiweSignIn {

    private static final String STATEMENT = "Sign in to spend this wallet's balance.";

    private final SiweRules rules;
    private final SiweNonces nonces;
    private final WalletSessions sessions;
    private final WalletAuthSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SiweSignIn(
            SiweRules rules,
            SiweNonces nonces,
            WalletSessions sessions,
            WalletAuthSettings settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.rules = rules;
        this.nonces = nonces;
        this.sessions = sessions;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Issues a nonce, and with an address the message to sign; then the nonce is that address's.
     *
     * @throws Refusal 400 naming the field {@code address}, 429, or 503 if {@code PUBLIC_URL} isn't configured
     */
    public SiweChallenge challenge(@Nullable String address) {
        String url = rules.publicUrl().url();
        EvmAddress signer = address == null ? null : EvmAddress.read("address", address);
        SiweNonces.Issued issued = nonces.issue(signer);
        if (signer == null) {
            return new SiweChallenge(issued.nonce(), issued.expiresAt().toString(), null);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var message = new SiweMessage(
                null,
                rules.publicUrl().domain(),
                signer,
                url,
                rules.chainId(),
                issued.nonce(),
                now,
                now.plus(settings.nonceTtl()),
                null);
        return new SiweChallenge(issued.nonce(), issued.expiresAt().toString(), message.text(STATEMENT));
    }

    /**
     * Opens a session for the address whose wallet signed the message.
     *
     * <p>The nonce is used up last, together with the session: a failed attempt doesn't cost it.
     *
     * @throws Refusal 400 if message or signature are malformed, 401 if they prove nothing
     */
    public WalletToken verify(@Nullable String message, @Nullable String signature) {
        SiweMessage said = SiweParser.parse(message);
        PersonalSignature signed = PersonalSignature.parse(signature);
        rules.require(said, clock.instant());
        Optional<EvmAddress> signer = signed.signerOf(String.valueOf(message));
        if (!signer.equals(Optional.of(said.address()))) {
            throw Refusal.unauthenticated("The signature is not the address's");
        }
        return transaction.execute(status -> open(said));
    }

    private WalletToken open(SiweMessage said) {
        if (!nonces.claim(said.nonce(), said.address())) {
            throw Refusal.unauthenticated("The nonce is unknown, used or expired");
        }
        return new WalletToken(sessions.open(said.address()), settings.sessionTtl(), said.address());
    }

    /**
     * Ends the session of a token, on every replica within a second. One that is unknown or over is no error.
     *
     * @param authorization {@code Bearer} and a session's token
     * @throws Refusal 401 without a token
     */
    public void signOut(@Nullable String authorization) {
        String token = BearerToken.of(authorization);
        if (token == null) {
            throw Refusal.unauthenticated("Send the session's token: Authorization: Bearer <access_token>");
        }
        transaction.executeWithoutResult(status -> sessions.end(token.strip()));
    }

    /** Deletes nonces and sessions that have expired; returns how many. */
    public int prune() {
        return nonces.prune() + sessions.prune();
    }
}
