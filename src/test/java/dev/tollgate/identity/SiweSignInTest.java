package dev.tollgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;

class SiweSignInTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final SignIn parts = new SignIn(DATABASE, Duration.ofMinutes(5), 1_000);
    private final ECKeyPair wallet = SignIn.wallet();

    @AfterEach
    void close() throws InterruptedException {
        parts.changes.destroy();
    }

    @Test
    void aSignedMessageOpensASession() {
        WalletToken token = parts.open(wallet);

        assertThat(token.address()).isEqualTo(SignIn.addressOf(wallet));
        assertThat(token.expiresIn()).isEqualTo(Duration.ofHours(1));
        assertThat(parts.sessions.addressOf(token.token())).hasValue(SignIn.addressOf(wallet));
    }

    @Test
    void theTokenHas256BitsAndOnlyItsHashIsStored() {
        WalletToken token = parts.open(wallet);

        assertThat(token.token()).matches("tgw_[A-Za-z0-9_-]{43}");
        assertThat(token.toString()).doesNotContain(token.token());
        assertThat(DATABASE.jdbc()
                        .sql("SELECT row_to_json(s)::text FROM wallet_session s")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.contains(token.token().substring(4)));
    }

    @Test
    void aClientMayWriteItsOwnMessageAroundTheNonce() {
        String nonce = parts.signIn.challenge(null).nonce();
        String message = SignIn.URL.replace("https://", "") + " wants you to sign in with your Ethereum account:\n"
                + SignIn.addressOf(wallet) + "\n\n\nURI: https://pay.example.com/\nVersion: 1\nChain ID: 1337\nNonce: "
                + nonce + "\nIssued At: " + parts.instant() + "\nExpiration Time: "
                + parts.instant().plus(5, ChronoUnit.MINUTES);

        assertThat(parts.signIn.verify(message, SignIn.sign(wallet, message)).address())
                .isEqualTo(SignIn.addressOf(wallet));
    }

    @Test
    void walletsThatCountVFromZeroAreUnderstood() {
        String message = parts.message(wallet);
        String signature = SignIn.sign(wallet, message);
        int v = Integer.parseInt(signature.substring(130), 16) - 27;

        assertThat(parts.signIn
                        .verify(message, signature.substring(0, 130) + "0" + v)
                        .address())
                .isEqualTo(SignIn.addressOf(wallet));
    }

    @Test
    void aNonceIsGoodOnce() {
        String message = parts.message(wallet);
        String signature = SignIn.sign(wallet, message);
        parts.signIn.verify(message, signature);

        assertRefused(401, "nonce", message, signature);
    }

    @Test
    void ofManyAtOnceOneGetsIn() throws Exception {
        String message = parts.message(wallet);
        String signature = SignIn.sign(wallet, message);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            Callable<Boolean> attempt = () -> {
                try {
                    parts.signIn.verify(message, signature);
                    return true;
                } catch (Refusal refusal) {
                    return false;
                }
            };
            int in = 0;
            for (Future<Boolean> answer : threads.invokeAll(Collections.nCopies(20, attempt))) {
                in += answer.get() ? 1 : 0;
            }
            assertThat(in).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theNonceInTheMessageMustBeOneOfOurs() {
        String message = parts.message(wallet).replaceFirst("Nonce: .*", "Nonce: 0123456789abcdef");

        assertRefused(401, "nonce", message, SignIn.sign(wallet, message));
    }

    @Test
    void aNonceIssuedForAnAddressIsNobodyElses() {
        ECKeyPair thief = SignIn.wallet();
        String message = parts.message(wallet)
                .replace(
                        SignIn.addressOf(wallet).text(), SignIn.addressOf(thief).text());

        assertRefused(401, "nonce", message, SignIn.sign(thief, message));
    }

    @Test
    void aNonceExpiresWhateverTheMessageSays() throws InterruptedException {
        var hasty = new SignIn(DATABASE, Duration.ZERO, 10);
        String message = parts.message(wallet)
                .replaceFirst(
                        "Nonce: .*", "Nonce: " + hasty.signIn.challenge(null).nonce());

        assertRefused(401, "nonce", message, SignIn.sign(wallet, message));
        hasty.changes.destroy();
    }

    @Test
    void aFailedAttemptDoesNotCostTheNonce() {
        String message = parts.message(wallet);
        assertRefused(401, "signature", message, SignIn.sign(SignIn.wallet(), message));

        parts.signIn.verify(message, SignIn.sign(wallet, message));
    }

    @ParameterizedTest
    @CsvSource({
        "domain, pay.example.com wants, evil.example.com wants",
        "domain, pay.example.com wants, pay.example.com:8443 wants",
        "scheme, pay.example.com wants, http://pay.example.com wants",
        "URI, URI: https://pay.example.com, URI: https://evil.example.com",
        "URI, URI: https://pay.example.com, URI: https://pay.example.com.evil.com",
        "URI, URI: https://pay.example.com, URI: http://pay.example.com",
        "chain, Chain ID: 1337, Chain ID: 1",
    })
    void aMessageForSomethingElseIs401(String what, String part, String replacement) {
        String message = parts.message(wallet).replace(part, replacement);

        assertRefused(401, "for another " + what, message, SignIn.sign(wallet, message));
    }

    @Test
    void anExpiredMessageIs401() {
        String message = parts.message(wallet);
        parts.forward(Duration.ofMinutes(5));

        assertRefused(401, "expired", message, SignIn.sign(wallet, message));
    }

    @Test
    void aMessageGoodForLongerThanFiveMinutesIs401() {
        String message = parts.message(wallet)
                .replaceFirst(
                        "Expiration Time: .*",
                        "Expiration Time: " + parts.instant().plusSeconds(302));

        assertRefused(401, "longer than 300 s", message, SignIn.sign(wallet, message));
    }

    @Test
    void aMessageFromTheFutureIs401() {
        String message = parts.message(wallet);
        parts.forward(Duration.ofMinutes(-2));

        assertRefused(401, "future", message, SignIn.sign(wallet, message));
    }

    @Test
    void aMessageThatIsNotGoodYetIs401() {
        String message =
                parts.message(wallet) + "\nNot Before: " + parts.instant().plusSeconds(30);
        assertRefused(401, "not good yet", message, SignIn.sign(wallet, message));

        parts.forward(Duration.ofSeconds(31));
        parts.signIn.verify(message, SignIn.sign(wallet, message));
    }

    @Test
    void aTamperedMessageIs401() {
        String message = parts.message(wallet);

        assertRefused(401, "signature", message.replace("balance.", "balance!"), SignIn.sign(wallet, message));
    }

    @Test
    void somebodyElsesAddressIs401() {
        EvmAddress victim = SignIn.addressOf(SignIn.wallet());
        String message = parts.message(wallet).replace(SignIn.addressOf(wallet).text(), victim.text());

        assertRefused(401, "signature", message, SignIn.sign(wallet, message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "0x1234",
                "not hex",
                "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000"
            })
    void aMalformedSignatureIs400(String signature) {
        assertRefused(400, "signature: ", parts.message(wallet), signature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "ff", "1b", "01"})
    void bytesThatAreNoSignatureAre401(String twoDigits) {
        assertRefused(401, "signature", parts.message(wallet), "0x" + twoDigits.repeat(65));
    }

    @Test
    void aMalformedMessageIs400() {
        assertRefused(400, "message: ", "hello", SignIn.sign(wallet, "hello"));
    }

    @Test
    void aMalformedAddressIs400() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> parts.signIn.challenge("0x12"));
        assertThat(refusal.message()).startsWith("address: ");
    }

    @Test
    void withoutAPublicUrlNobodySignsIn() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> new PublicUrl("").domain());
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.message()).contains("PUBLIC_URL");
    }

    @Test
    void noncesAreBoundedByTheMinute() throws InterruptedException {
        var bounded = new SignIn(DATABASE, Duration.ofMinutes(5), 3);
        for (int i = 0; i < 3; i++) {
            bounded.signIn.challenge(null);
        }
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> bounded.signIn.challenge(null));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));

        bounded.forward(Duration.ofMinutes(1));
        bounded.signIn.challenge(null);
        bounded.changes.destroy();
    }

    @Test
    void whatHasExpiredIsPruned() {
        DATABASE.jdbc()
                .sql("INSERT INTO siwe_nonce VALUES ('expired0', null, now() - interval '1 s')")
                .update();
        DATABASE.jdbc()
                .sql("INSERT INTO wallet_session VALUES (repeat('0', 64), ?, now(), now() - interval '1 s')")
                .param(SignIn.addressOf(wallet).text())
                .update();
        String message = parts.message(wallet);
        WalletToken token = parts.open(wallet);

        assertThat(parts.signIn.prune()).isGreaterThanOrEqualTo(2);
        assertThat(parts.signIn.prune()).isZero();
        assertThat(parts.sessions.addressOf(token.token())).isPresent();
        parts.signIn.verify(message, SignIn.sign(wallet, message));
    }

    private void assertRefused(int status, String reason, String message, String signature) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> parts.signIn.verify(message, signature));
        assertThat(refusal).isNotNull();
        assertThat(refusal.message()).contains(reason);
        assertThat(refusal.status()).isEqualTo(status);
    }
}
