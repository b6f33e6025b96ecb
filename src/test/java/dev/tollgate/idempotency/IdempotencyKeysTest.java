package dev.tollgate.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.idempotency.Claim.Claimed;
import dev.tollgate.idempotency.Claim.Replay;
import dev.tollgate.ledger.Rider;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Every row of the table in facts/reliability.md, "Idempotency-Key". */
class IdempotencyKeysTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final Scope SCOPE = new Scope("wallet:0x01", "POST", "wallet-claude-messages");
    private static final Fingerprint FINGERPRINT = fingerprint("{}");
    private static final StoredAnswer ANSWER =
            StoredAnswer.of(200, Map.of("Content-Type", "application/json"), "{\"a\":1}".getBytes(UTF_8));

    private final DataSourceTransactionManager transactions = new DataSourceTransactionManager(DATABASE.dataSource());
    private final IdempotencyLeases leases = new IdempotencyLeases(DATABASE.dataSource());
    private final IdempotencyKeys keys = new IdempotencyKeys(DATABASE.jdbc(), transactions, leases);
    private final String key = UUID.randomUUID().toString();

    @Test
    void theFirstIsExecuted() {
        assertThat(claim()).isEqualTo(new Claimed(SCOPE.text(), key, 1));
    }

    @Test
    void inFlightIs409AndSaysWhenToRetry() {
        claim();

        Refusal refusal = refusal(FINGERPRINT);
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void anotherFingerprintIs422InFlightAndDone() {
        Claimed claim = claimed();
        assertThat(refusal(fingerprint("{\"other\":1}")).status()).isEqualTo(422);

        keys.complete(claim, ANSWER);
        assertThat(refusal(fingerprint("{\"other\":1}")).status()).isEqualTo(422);
        assertThat(refusal(fingerprint("{\"other\":1}")).retryAfter()).isNull();
    }

    @Test
    void anotherFingerprintIs422EvenIfTheLeaseHasRunOut() {
        claim();
        expireLease();

        assertThat(refusal(fingerprint("{\"other\":1}")).status()).isEqualTo(422);
    }

    @Test
    void doneIsReplayedWithItsStatusBodyAndHeaders() {
        StoredAnswer answer = StoredAnswer.of(
                201,
                Map.of("Content-Type", "text/event-stream", "Set-Cookie", "secret=1", "request-id", "req_1"),
                "data: 1\n\n".getBytes(UTF_8));
        assertThat(keys.complete(claimed(), answer)).isTrue();

        Claim repeat = claim();

        assertThat(repeat).isEqualTo(new Replay(answer));
        assertThat(((Replay) repeat).answer().headers())
                .isEqualTo(Map.of("content-type", "text/event-stream", "request-id", "req_1"));
        assertThat(((Replay) repeat).answer().body()).asString(UTF_8).isEqualTo("data: 1\n\n");
    }

    @Test
    void anEmptyBodyIsAnAnswerToo() {
        StoredAnswer empty = StoredAnswer.of(204, Map.of(), new byte[0]);
        keys.complete(claimed(), empty);

        assertThat(claim()).isEqualTo(new Replay(empty));
    }

    @Test
    void aReleasedKeyIsFreeForAnyRequest() {
        assertThat(keys.release(claimed())).isTrue();

        assertThat(keys.claim(SCOPE, key, fingerprint("{\"other\":1}"))).isEqualTo(new Claimed(SCOPE.text(), key, 1));
    }

    @Test
    void anotherCallersRouteOrMethodsKeyIsIndependent() {
        claim();

        assertThat(keys.claim(new Scope("wallet:0x02", "POST", "wallet-claude-messages"), key, FINGERPRINT))
                .isInstanceOf(Claimed.class);
        assertThat(keys.claim(new Scope("wallet:0x01", "PUT", "wallet-claude-messages"), key, FINGERPRINT))
                .isInstanceOf(Claimed.class);
        assertThat(keys.claim(new Scope("wallet:0x01", "POST", "wallet-recharge"), key, FINGERPRINT))
                .isInstanceOf(Claimed.class);
    }

    @Test
    void whenTheLeaseHasRunOutTheNextTakesOverAndTheLoserChangesNothing() {
        Claimed loser = claimed();
        expireLease();

        Claimed winner = claimed();
        assertThat(winner.fence()).isEqualTo(loser.fence() + 1);

        assertThat(update(keys.completion(loser, ANSWER))).isZero();
        assertThat(update(keys.booking(loser))).isZero();
        assertThat(keys.complete(loser, ANSWER)).isFalse();
        assertThat(keys.release(loser)).isFalse();
        assertThat(update(keys.completion(winner, ANSWER))).isEqualTo(1);
        assertThat(claim()).isEqualTo(new Replay(ANSWER));
    }

    @Test
    void completionIsARequiredRiderThatWorksOnce() {
        Claimed claim = claimed();
        Rider completion = keys.completion(claim, ANSWER);

        assertThat(completion.required()).isTrue();
        assertThat(update(completion)).isEqualTo(1);
        assertThat(update(completion)).isZero();
        assertThat(claim()).isEqualTo(new Replay(ANSWER));
    }

    @Test
    void aRolledBackCompletionLeavesTheKeyInFlight() {
        Claimed claim = claimed();
        new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
            update(keys.completion(claim, ANSWER));
            transaction.setRollbackOnly();
        });

        assertThat(refusal(FINGERPRINT).status()).isEqualTo(409);
    }

    @Test
    void aClaimOutlivesTheRollbackOfItsCallersTransaction() {
        new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
            claim();
            transaction.setRollbackOnly();
        });

        assertThat(refusal(FINGERPRINT).status()).isEqualTo(409);
    }

    @Test
    void aBookedKeyIsNeverExecutedAgain() {
        Claimed claim = claimed();
        assertThat(keys.booking(claim).required()).isTrue();
        assertThat(update(keys.booking(claim))).isEqualTo(1);
        assertThat(refusal(FINGERPRINT).retryAfter()).isNotNull();
        assertThat(keys.release(claim)).isFalse();

        expireLease();
        Refusal refusal = refusal(FINGERPRINT);
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.retryAfter()).isNull();
        assertThat(refusal.message()).contains("its answer was lost");

        assertThat(keys.complete(claim, ANSWER)).isTrue();
        assertThat(claim()).isEqualTo(new Replay(ANSWER));
    }

    @Test
    void anAnswerOfOneMebibyteIsKeptAndALargerOneUsesTheKeyUp() {
        byte[] mebibyte = new byte[StoredAnswer.MAX_BODY_BYTES];
        keys.complete(claimed(), StoredAnswer.of(200, Map.of(), mebibyte));
        assertThat(((Replay) claim()).answer().body()).hasSize(mebibyte.length);

        String other = UUID.randomUUID().toString();
        Claimed claim = (Claimed) keys.claim(SCOPE, other, FINGERPRINT);
        keys.complete(claim, StoredAnswer.of(200, Map.of(), new byte[mebibyte.length + 1]));
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> keys.claim(SCOPE, other, FINGERPRINT));
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.retryAfter()).isNull();
        assertThat(refusal.message()).contains("not kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "a\nb", "caf\u00e9", "a\u0000", "\u007f"})
    void aMalformedKeyIs400(String malformed) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> keys.claim(SCOPE, malformed, FINGERPRINT));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).startsWith("Idempotency-Key: ");
    }

    @Test
    void aKeyHasUpTo255Characters() {
        assertThat(keys.claim(SCOPE, "k".repeat(255), FINGERPRINT)).isInstanceOf(Claimed.class);
        assertThat(catchThrowableOfType(Refusal.class, () -> keys.claim(SCOPE, "k".repeat(256), FINGERPRINT))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aRepeatedHeaderIs400AndNoneIsNone() {
        assertThat(IdempotencyKeys.keyOf(List.of())).isEmpty();
        assertThat(IdempotencyKeys.keyOf(List.of("k"))).hasValue("k");
        assertThat(catchThrowableOfType(Refusal.class, () -> IdempotencyKeys.keyOf(List.of("k", "k")))
                        .status())
                .isEqualTo(400);
        assertThat(catchThrowableOfType(Refusal.class, () -> IdempotencyKeys.keyOf(List.of("")))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 404, 409, 410, 422})
    void theseAnswersAreFinal(int status) {
        assertThat(StoredAnswer.isFinal(status)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 400, 401, 402, 403, 413, 415, 429, 500, 502, 503, 504, 529})
    void theseReleaseTheKey(int status) {
        assertThat(StoredAnswer.isFinal(status)).isFalse();
    }

    @Test
    void renewalKeepsRunningClaimsAndForgetsTheRest() {
        Claimed running = claimed();
        Claimed booked = claimedOther();
        update(keys.booking(booked));
        Claimed completed = claimedOther();
        update(keys.completion(completed, ANSWER));
        Claimed released = claimedOther();
        keys.release(released);
        DATABASE.jdbc()
                .sql("UPDATE idempotency_key SET lease_until = now() + interval '1 second' WHERE state <> 'DONE'")
                .update();

        assertThat(leases.running()).containsExactlyInAnyOrder(running, booked, completed);
        leases.renew();

        assertThat(leases.running()).containsExactlyInAnyOrder(running, booked);
        assertThat(leaseSeconds(running)).isBetween(80, 90);
        assertThat(leaseSeconds(booked)).isBetween(80, 90);
    }

    @Test
    void renewalDoesNotReviveALostClaim() {
        Claimed loser = claimed();
        expireLease();
        IdempotencyLeases elsewhere = new IdempotencyLeases(DATABASE.dataSource());
        Claimed winner =
                (Claimed) new IdempotencyKeys(DATABASE.jdbc(), transactions, elsewhere).claim(SCOPE, key, FINGERPRINT);
        expireLease();

        leases.renew();

        assertThat(leases.running()).doesNotContain(loser);
        assertThat(leaseSeconds(winner)).isNotPositive();
    }

    @Test
    void renewalWaitsForNobodyAndKeepsWhatItCouldNotLock() {
        Claimed claim = claimed();
        new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
            update(keys.completion(claim, ANSWER));
            Thread renewal = new Thread(leases::renew);
            renewal.start();
            try {
                renewal.join(5_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(renewal.isAlive()).isFalse();
            transaction.setRollbackOnly();
        });

        assertThat(leases.running()).contains(claim);
    }

    @Test
    void afterItsTimeToLiveAKeyIsForgotten() {
        keys.complete(claimed(), ANSWER);
        age(key, "73 hours");

        assertThat(keys.claim(SCOPE, key, fingerprint("{\"other\":1}"))).isInstanceOf(Claimed.class);
    }

    @Test
    void pruningTakesTheOldAndLeavesTheRunning() {
        Claimed runningFor80Hours = claimedOther();
        age(runningFor80Hours.key(), "80 hours");
        Claimed young = claimedOther();
        keys.complete(young, ANSWER);
        age(young.key(), "71 hours");
        Claimed old = claimedOther();
        keys.complete(old, ANSWER);
        age(old.key(), "73 hours");
        DATABASE.jdbc()
                .sql("INSERT INTO idempotency_key (scope, key, fingerprint, state, fence, lease_until, created_at)"
                        + " SELECT 's', 'k' || i, '', 'IN_FLIGHT', 1, now() - interval '80 hours',"
                        + " now() - interval '80 hours' FROM generate_series(1, 2000) i")
                .update();

        assertThat(keys.prune()).isEqualTo(2_001);
        assertThat(keys.prune()).isZero();

        assertThat(leaseSeconds(runningFor80Hours)).isPositive();
        assertThat(catchThrowableOfType(Refusal.class, () -> keys.claim(SCOPE, young.key(), fingerprint("x")))
                        .status())
                .isEqualTo(422);
    }

    private Claim claim() {
        return keys.claim(SCOPE, key, FINGERPRINT);
    }

    private Claimed claimed() {
        return (Claimed) claim();
    }

    private Claimed claimedOther() {
        return (Claimed) keys.claim(SCOPE, UUID.randomUUID().toString(), FINGERPRINT);
    }

    private Refusal refusal(Fingerprint fingerprint) {
        return catchThrowableOfType(Refusal.class, () -> keys.claim(SCOPE, key, fingerprint));
    }

    private void expireLease() {
        DATABASE.jdbc()
                .sql("UPDATE idempotency_key SET lease_until = now() - interval '1 second' WHERE key = ?")
                .param(key)
                .update();
    }

    private static void age(String key, String age) {
        DATABASE.jdbc()
                .sql("UPDATE idempotency_key SET created_at = now() - ?::interval WHERE key = ?")
                .params(age, key)
                .update();
    }

    private static int leaseSeconds(Claimed claim) {
        return DATABASE.jdbc()
                .sql("SELECT extract(epoch FROM lease_until - now())::int FROM idempotency_key WHERE key = ?")
                .param(claim.key())
                .query(Integer.class)
                .single();
    }

    private static int update(Rider rider) {
        return DATABASE.jdbc().sql(rider.sql()).params(rider.parameters()).update();
    }

    private static Fingerprint fingerprint(String body) {
        return Fingerprint.of("POST", "/x", null, "application/json", body.getBytes(UTF_8));
    }
}
