package dev.tollgate.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** The parts around a sign-in on one database, and wallets that sign. */
final class SignIn extends Clock {

    static final String URL = "https://pay.example.com";

    final ChangeCounter changes;
    final WalletSessions sessions;
    final SiweSignIn signIn;
    private Instant now = Instant.now();

    SignIn(TestDatabase database, Duration nonceTtl, int noncesPerMinuteMax) {
        var settings = new WalletAuthSettings(
                WalletAuth.SIGNATURE, Duration.ofHours(1), nonceTtl, noncesPerMinuteMax, Duration.ofSeconds(10));
        changes = new ChangeCounter(database.jdbc());
        sessions =
                new WalletSessions(database.jdbc(), settings.sessionTtl(), settings.sessionCacheTtl(), this, changes);
        signIn = new SiweSignIn(
                new SiweRules(new PublicUrl(URL), 1337, Duration.ofMinutes(5)),
                new SiweNonces(database.jdbc(), nonceTtl, new IssueLimit(noncesPerMinuteMax, this)),
                sessions,
                settings,
                new TransactionTemplate(new JdbcTransactionManager(database.dataSource())),
                this);
    }

    /** A wallet with a key of its own. */
    static ECKeyPair wallet() {
        try {
            return Keys.createEcKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static EvmAddress addressOf(ECKeyPair wallet) {
        return new EvmAddress("0x" + Keys.getAddress(wallet));
    }

    /** As {@code personal_sign} answers. */
    static String sign(ECKeyPair wallet, String message) {
        Sign.SignatureData signature = Sign.signPrefixedMessage(message.getBytes(UTF_8), wallet);
        return Numeric.toHexString(signature.getR())
                + Numeric.toHexStringNoPrefix(signature.getS())
                + Numeric.toHexStringNoPrefix(signature.getV());
    }

    /** Asks for a message and signs it, as a wallet's site does. */
    WalletToken open(ECKeyPair wallet) {
        String message = message(wallet);
        return signIn.verify(message, sign(wallet, message));
    }

    String message(ECKeyPair wallet) {
        return String.valueOf(signIn.challenge(addressOf(wallet).text()).message());
    }

    void forward(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
