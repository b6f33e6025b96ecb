package dev.tollgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.web3j.crypto.ECKeyPair;

class WalletIdentityTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final ECKeyPair wallet = SignIn.wallet();
    private final String address = SignIn.addressOf(wallet).text();
    private final SignIn parts = new SignIn(DATABASE, Duration.ofMinutes(5), 100);
    private final WalletIdentity bySignature = new WalletIdentity(WalletAuth.SIGNATURE, parts.sessions);

    @AfterEach
    void close() throws InterruptedException {
        parts.changes.destroy();
    }

    @Test
    void aHeaderIsBelievedInHeaderModeWithoutAQuery() {
        var byHeader = new WalletIdentity(WalletAuth.HEADER, sessionsOn(noDatabase()));

        assertThat(byHeader.address("0x" + address.substring(2).toUpperCase(Locale.ROOT), "Bearer whatever"))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0x", "0x12", "0xg000000000000000000000000000000000000000", "null"})
    void aMissingOrMalformedHeaderIs400InHeaderMode(@Nullable String header) {
        var byHeader = new WalletIdentity(WalletAuth.HEADER, sessionsOn(noDatabase()));

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> byHeader.address(header, null));
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).isEqualTo("X-User-Address: must be 0x and 40 hex digits");
    }

    @Test
    void aHeaderAloneIs401InSignatureMode() {
        assertRefused(401, address, null);
        assertRefused(401, address, "Basic dXNlcjpwYXNz");
    }

    @Test
    void aSessionIsEnough() {
        String token = parts.open(wallet).token();

        assertThat(bySignature.address(null, "Bearer " + token)).isEqualTo(address);
        assertThat(bySignature.address(address, "bearer " + token)).isEqualTo(address);
    }

    @Test
    void aHeaderThatDisagreesWithTheSessionIs403() {
        String token = parts.open(wallet).token();

        assertRefused(403, SignIn.addressOf(SignIn.wallet()).text(), "Bearer " + token);
        assertRefused(400, "0x12", "Bearer " + token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tgw_", "tgw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"})
    void anUnknownTokenIs401(String token) {
        assertRefused(401, null, "Bearer " + token);
    }

    @Test
    void anExpiredSessionIs401AlsoFromTheCache() {
        String token = parts.open(wallet).token();
        bySignature.address(null, "Bearer " + token);

        parts.forward(Duration.ofMinutes(61));
        assertRefused(401, null, "Bearer " + token);
    }

    /** Seen by deleting it behind the cache's back; on a machine that stands still, the cache may not be used. */
    @Test
    void aKnownSessionCostsNoFurtherQuery() {
        await().untilAsserted(() -> {
            String token = parts.open(wallet).token();
            bySignature.address(null, "Bearer " + token);
            DATABASE.jdbc().sql("DELETE FROM wallet_session").update();

            assertThat(bySignature.address(null, "Bearer " + token)).isEqualTo(address);
            assertThat(sessionsOn(DATABASE.dataSource()).addressOf(token)).isEmpty();
        });
    }

    @Test
    void aSessionThatWasEndedIs401FromThenOnAndElsewhereWithinASecond() throws InterruptedException {
        var elsewhere = new ChangeCounter(DATABASE.jdbc());
        var there = new WalletIdentity(WalletAuth.SIGNATURE, sessionsOn(DATABASE.dataSource(), elsewhere));
        String token = parts.open(wallet).token();
        String other = parts.open(wallet).token();
        assertThat(bySignature.address(null, "Bearer " + token)).isEqualTo(address);
        assertThat(there.address(null, "Bearer " + token)).isEqualTo(address);

        parts.signIn.signOut("Bearer " + token);

        assertRefused(401, null, "Bearer " + token);
        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThatThrownBy(() -> there.address(null, "Bearer " + token))
                        .isInstanceOf(Refusal.class));
        assertThat(there.address(null, "Bearer " + other)).isEqualTo(address);
        parts.signIn.signOut("Bearer " + token);
        elsewhere.destroy();
    }

    @Test
    void signingOutWantsAToken() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> parts.signIn.signOut(null));
        assertThat(refusal.status()).isEqualTo(401);
    }

    private void assertRefused(int status, @Nullable String header, @Nullable String authorization) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> bySignature.address(header, authorization));
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(status);
    }

    private WalletSessions sessionsOn(DataSource dataSource) {
        return sessionsOn(dataSource, parts.changes);
    }

    private static WalletSessions sessionsOn(DataSource dataSource, ChangeCounter changes) {
        return new WalletSessions(
                JdbcClient.create(dataSource), Duration.ofHours(1), Duration.ofSeconds(10), Clock.systemUTC(), changes);
    }

    private static DataSource noDatabase() {
        return new AbstractDataSource() {
            @Override
            public java.sql.Connection getConnection() {
                throw new AssertionError("nothing is looked up in header mode");
            }

            @Override
            public java.sql.Connection getConnection(String user, String password) {
                return getConnection();
            }
        };
    }
}
