package dev.tollgate.idempotency;

import dev.tollgate.idempotency.Claim.Claimed;
import dev.tollgate.idempotency.Claim.Replay;
import dev.tollgate.ledger.Rider;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Idempotency keys: of all requests with one key, one is executed and the others get its answer.
 *
 * <p>A key goes through these states. IN_FLIGHT: somebody executes it, under a lease that {@link IdempotencyLeases}
 * renews; when the lease has run out, the next retry takes the key over with a higher fence. BOOKED: its effect is
 * durable, its answer isn't known yet (a stream that was paid in advance); it can't be executed again. DONE: its answer
 * is kept, unless it was too large. All times are the database's.
 *
 * <p>A claim commits at once, in a transaction of its own, whatever transaction the caller is in.
 */
@Component
public class IdempotencyKeys {

    /** How long a key is remembered: 72 hours. What must never be booked twice is unique for good, in the ledger. */
    public static final Duration TIME_TO_LIVE = Duration.ofDays(3);

    private static final int MAX_KEY_CHARS = 255;
    private static final int MAX_RETRY_AFTER_SECONDS = 5;
    private static final int PRUNED_AT_ONCE = 1_000;

    /** A row may go between the attempt to insert it and the look at it, when its claim is released. */
    private static final int ATTEMPTS = 5;

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;
    private final IdempotencyLeases leases;

    IdempotencyKeys(JdbcClient jdbc, PlatformTransactionManager transactions, IdempotencyLeases leases) {
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.leases = leases;
    }

    /**
     * The one key of a request.
     *
     * @param headerValues all values of {@code Idempotency-Key}
     * @return empty if there is none
     * @throws Refusal 400 if there are several, or it is malformed
     */
    public static Optional<String> keyOf(List<String> headerValues) {
        if (headerValues.size() > 1) {
            throw Refusal.invalid("Idempotency-Key", "must be sent once");
        }
        return headerValues.stream().findFirst().map(IdempotencyKeys::wellFormed);
    }

    /**
     * Claims a key.
     *
     * @throws Refusal 400 if the key is malformed, 422 if it was used for another request, 409 with Retry-After if it
     *     is being executed, 409 without if it was executed but its answer isn't kept
     */
    public Claim claim(Scope scope, String key, Fingerprint fingerprint) {
        wellFormed(key);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Claim> claim = attempt(scope.text(), key, fingerprint);
            if (claim.isPresent()) {
                return claim.get();
            }
        }
        throw inFlight(1);
    }

    /** Completes a claim in the transaction of the posting that is its effect; if the claim was lost, that fails. */
    public Rider completion(Claimed claim, StoredAnswer answer) {
        return new Rider(IdempotencySql.COMPLETE, completed(claim, answer), true);
    }

    /**
     * Marks the claim's effect as durable in the transaction of its posting, where the answer isn't known yet; if the
     * claim was lost, that fails. {@link #complete} comes after it, with the answer.
     */
    public Rider booking(Claimed claim) {
        return new Rider(IdempotencySql.BOOK, List.of(claim.scope(), claim.key(), claim.fence()), true);
    }

    /**
     * Completes a claim whose answer has no posting, or whose posting was booked before.
     *
     * @return false if the claim was lost: somebody took it over after its lease had run out
     */
    public boolean complete(Claimed claim, StoredAnswer answer) {
        leases.forget(claim);
        return jdbc.sql(IdempotencySql.COMPLETE)
                        .params(completed(claim, answer))
                        .update()
                == 1;
    }

    /**
     * Gives a claim back, as if it had never been made: nothing was done, and a retry may do it.
     *
     * @return false if there was nothing to give back: it was booked, completed or lost
     */
    public boolean release(Claimed claim) {
        leases.forget(claim);
        return jdbc.sql(IdempotencySql.RELEASE)
                        .params(claim.scope(), claim.key(), claim.fence())
                        .update()
                == 1;
    }

    /**
     * Removes what is older than {@link #TIME_TO_LIVE}, in small transactions.
     *
     * @return how many
     */
    public long prune() {
        long pruned = 0;
        int batch;
        do {
            batch = jdbc.sql(IdempotencySql.PRUNE)
                    .params(TIME_TO_LIVE.toSeconds(), PRUNED_AT_ONCE)
                    .update();
            pruned += batch;
        } while (batch == PRUNED_AT_ONCE);
        return pruned;
    }

    private Optional<Claim> attempt(String scope, String key, Fingerprint fingerprint) {
        Optional<Long> fence = ownTransaction.execute(transaction -> jdbc.sql(IdempotencySql.CLAIM)
                .params(scope, key, fingerprint.hex(), leases.lease().toSeconds(), TIME_TO_LIVE.toSeconds())
                .query(Long.class)
                .optional());
        if (fence != null && fence.isPresent()) {
            Claimed claim = new Claimed(scope, key, fence.get());
            leases.keep(claim);
            return Optional.of(claim);
        }
        return KeyRow.find(jdbc, scope, key).map(row -> answered(row, fingerprint));
    }

    private static Claim answered(KeyRow row, Fingerprint fingerprint) {
        if (!row.fingerprint().equals(fingerprint.hex())) {
            throw new Refusal(
                    422, "idempotency_key_reused", "Idempotency-Key: was used before for a different request");
        }
        if (row.answer() != null && row.answer().body() != null) {
            return new Replay(row.answer());
        }
        if (row.answer() != null) {
            throw Refusal.conflict("Idempotency-Key: the request was executed before, but its answer was larger than "
                    + StoredAnswer.MAX_BODY_BYTES + " bytes and not kept");
        }
        if (row.isBooked() && row.leaseSeconds() <= 0) {
            throw Refusal.conflict(
                    "Idempotency-Key: the request was executed and charged before," + " but its answer was lost");
        }
        throw inFlight(row.leaseSeconds());
    }

    private static Refusal inFlight(long leaseSeconds) {
        return new Refusal(
                409,
                "idempotency_key_in_flight",
                "Idempotency-Key: a request with this key is being executed",
                Duration.ofSeconds(Math.max(1, Math.min(leaseSeconds, MAX_RETRY_AFTER_SECONDS))));
    }

    private static String wellFormed(String key) {
        if (key.isBlank()) {
            throw Refusal.invalid("Idempotency-Key", "must not be empty");
        }
        if (key.length() > MAX_KEY_CHARS) {
            throw Refusal.invalid("Idempotency-Key", "must have at most " + MAX_KEY_CHARS + " characters");
        }
        if (key.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw Refusal.invalid("Idempotency-Key", "must be printable ASCII");
        }
        return key;
    }

    private static List<Object> completed(Claimed claim, StoredAnswer answer) {
        return Arrays.asList(
                answer.status(),
                KeyRow.write(answer.headers()),
                answer.body(),
                claim.scope(),
                claim.key(),
                claim.fence());
    }
}
