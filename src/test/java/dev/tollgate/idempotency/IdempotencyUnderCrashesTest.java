package dev.tollgate.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.idempotency.Claim.Claimed;
import dev.tollgate.idempotency.Claim.Replay;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerSettings;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.RiderRefused;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * 200 keys (-Psoak: 2,000), 16 callers each, who die at every step or are so slow that their lease runs out. A dead caller's lease is
 * run out by hand, as waiting 90 s would do.
 */
class IdempotencyUnderCrashesTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final int KEYS = 200 * Integer.getInteger("tollgate.soak", 1);
    private static final int CALLERS = 16;
    private static final Scope SCOPE = new Scope("wallet:0x01", "POST", "test");
    private static final Fingerprint FINGERPRINT = Fingerprint.of("POST", "/x", null, null, new byte[0]);

    private static final Asset MON = Asset.of("MON");
    private static final AccountRef WALLET = new AccountRef("wallet:0x" + "1".repeat(40), MON);

    private final Ledger ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private final IdempotencyKeys keys = new IdempotencyKeys(
            DATABASE.jdbc(),
            new DataSourceTransactionManager(DATABASE.dataSource()),
            new IdempotencyLeases(DATABASE.dataSource()));
    private final AtomicInteger crashes = new AtomicInteger();
    private final AtomicInteger lostClaims = new AtomicInteger();

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    @Timeout(600)
    void everyKeyHasExactlyOneEffectAndEveryCallerItsAnswer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<Future<String>> answers = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            for (int caller = 0; caller < CALLERS; caller++) {
                String name = "key-" + key;
                int number = caller;
                answers.add(threads.submit(() -> name + "=" + callUntilAnswered(name, number)));
            }
        }
        List<String> received = new ArrayList<>();
        for (Future<String> answer : answers) {
            received.add(answer.get());
        }
        threads.shutdown();

        List<String> effects = DATABASE.jdbc()
                .sql("SELECT request_id FROM transfer")
                .query(String.class)
                .list();
        assertThat(effects).hasSize(KEYS).doesNotHaveDuplicates();
        assertThat(received).hasSize(KEYS * CALLERS).isSubsetOf(effects);
        assertThat(ledger.balance(WALLET).posted()).isEqualTo(BigInteger.valueOf(KEYS));
        assertThat(crashes.get()).as("crashes on the way").isGreaterThan(KEYS);
        assertThat(lostClaims.get()).as("claims lost to a faster caller").isPositive();
    }

    /** Returns the number of the caller whose effect it was. */
    private String callUntilAnswered(String key, int caller) throws InterruptedException {
        Random random = new Random(key.hashCode() * 31L + caller);
        while (true) {
            try {
                Claim claim = keys.claim(SCOPE, key, FINGERPRINT);
                if (claim instanceof Replay replay) {
                    return new String(replay.answer().body(), UTF_8);
                }
                execute((Claimed) claim, caller, random);
            } catch (Refusal inFlight) {
                assertThat(inFlight.status()).isEqualTo(409);
                assertThat(inFlight.retryAfter()).isNotNull();
                Thread.sleep(1);
            }
        }
    }

    private void execute(Claimed claim, int caller, Random random) throws InterruptedException {
        int fate = random.nextInt(5);
        if (fate <= 1) {
            expire(claim);
            crashes.incrementAndGet(); // before the effect
        } else if (fate == 2) {
            expire(claim);
            Thread.sleep(5); // so slow that somebody takes over
            commit(claim, caller);
        } else if (fate == 3) {
            commit(claim, caller);
            crashes.incrementAndGet(); // after the effect, before the answer
        } else {
            commit(claim, caller);
        }
    }

    /** The effect and the completion, or neither: the ledger refuses a posting whose required rider changes nothing. */
    private void commit(Claimed claim, int caller) {
        Rider completion = keys.completion(
                claim, StoredAnswer.of(200, Map.of(), Integer.toString(caller).getBytes(UTF_8)));
        try {
            ledger.transfer(new TransferRequest(
                    UUID.randomUUID(),
                    new AccountRef("system:deposits", MON),
                    WALLET,
                    BigInteger.ONE,
                    "test",
                    null,
                    List.of(completion),
                    claim.key() + "=" + caller));
        } catch (RiderRefused lost) {
            lostClaims.incrementAndGet();
        }
    }

    private static void expire(Claimed claim) {
        DATABASE.jdbc()
                .sql("UPDATE idempotency_key SET lease_until = now() - interval '1 second'"
                        + " WHERE key = ? AND fence = ? AND state = 'IN_FLIGHT'")
                .params(claim.key(), claim.fence())
                .update();
    }
}
