package dev.tollgate.users;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How often somebody may try to sign in: counted for each account and for each address, by all replicas together.
 *
 * <p>An attempt is counted before its password is looked at, so that many at once are no way around; one that succeeds is
 * taken back. A window begins with its first attempt.
 */
final class SignInThrottle {

    private final JdbcClient jdbc;
    private final SignInSettings settings;

    SignInThrottle(JdbcClient jdbc, SignInSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Counts an attempt.
     *
     * @param account what is tried at: one name for each way in, however the user is called there
     * @throws Refusal 429 with the time until the next attempt may be made
     */
    void take(String account, String address) {
        take(address(address), settings.attemptsPerAddress()); // first: who has none left closes nobody's account
        take(account, settings.attemptsPerAccount());
    }

    /** The attempt was a good one: it doesn't count, and neither do those before it at the account. */
    void forgive(String account, String address) {
        jdbc.sql("DELETE FROM sign_in_attempts WHERE subject = ?")
                .param(account)
                .update();
        jdbc.sql("UPDATE sign_in_attempts SET attempts = attempts - 1 WHERE subject = ? AND attempts > 0")
                .param(address(address))
                .update();
    }

    /** Deletes windows that are over; returns how many. */
    int prune() {
        return jdbc.sql("DELETE FROM sign_in_attempts WHERE ends_at <= clock_timestamp()")
                .update();
    }

    private void take(String subject, int attemptsMax) {
        List<Window> windows = jdbc.sql("""
                        INSERT INTO sign_in_attempts AS a (subject, attempts, ends_at)
                        VALUES (:subject, 1, clock_timestamp() + make_interval(secs => :seconds))
                        ON CONFLICT (subject) DO UPDATE SET
                            attempts = CASE WHEN a.ends_at <= clock_timestamp() THEN 1 ELSE a.attempts + 1 END,
                            ends_at = CASE WHEN a.ends_at <= clock_timestamp() THEN excluded.ends_at ELSE a.ends_at END
                        RETURNING attempts, ceil(extract(epoch FROM ends_at - clock_timestamp()) * 1000)
                        """)
                .param("subject", subject)
                .param("seconds", settings.window().toSeconds())
                .query((row, number) -> new Window(row.getInt(1), row.getLong(2)))
                .list();
        Window window = windows.get(0);
        if (window.attempts > attemptsMax) {
            throw new Refusal(
                    429,
                    "too_many_requests",
                    "Too many attempts to sign in; wait, or have the password reset by the operator",
                    Duration.ofMillis(Math.max(1, window.leftMs)));
        }
    }

    private static String address(String address) {
        return "address:" + address;
    }

    private record Window(int attempts, long leftMs) {}
}
