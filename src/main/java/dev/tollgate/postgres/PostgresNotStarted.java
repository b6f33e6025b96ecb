package dev.tollgate.postgres;

/** The application's own PostgreSQL did not start; the message says why. */
public final class PostgresNotStarted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PostgresNotStarted(String message) {
        super(message);
    }

    PostgresNotStarted(String message, Throwable cause) {
        super(message, cause);
    }
}
