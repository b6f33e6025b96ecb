package dev.tollgate.users;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as Argon2id hashes (RFC 9106; Spring Security's parameters: 16 MiB, two passes).
 *
 * <p>A check takes some 50 ms of a processor and 16 MiB, whoever asks; so a few run at a time.
 */
final class Passwords {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PasswordEncoder encoder = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Semaphore places =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final String nobodys = encoder.encode("nobody's");

    /** @throws Refusal 503 if too many sign in at once */
    String hash(String password) {
        return inTurn(() -> encoder.encode(password));
    }

    /** @throws Refusal 503 if too many sign in at once */
    boolean match(String password, String hash) {
        return inTurn(() -> encoder.matches(password, hash));
    }

    /** Takes as long as a check that fails: who asks mustn't learn by the clock that there is no such user. */
    void matchNobody(String password) {
        inTurn(() -> encoder.matches(password, nobodys));
    }

    private <T> T inTurn(Supplier<T> work) {
        boolean mine = false;
        try {
            mine = places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw Refusal.unavailable("Too many sign in at once; try again shortly", RETRY_AFTER);
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("The service is shutting down", RETRY_AFTER);
        } finally {
            if (mine) {
                places.release();
            }
        }
    }
}
