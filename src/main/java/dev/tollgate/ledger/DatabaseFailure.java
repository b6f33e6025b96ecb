package dev.tollgate.ledger;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/** What a failed transaction calls for. */
enum DatabaseFailure {
    /** Another transaction was in the way; the same again may work at once. */
    CONFLICT,
    /** Another transaction keeps a row locked, and may for long. */
    LOCKED,
    /** A unique key is taken: by another replica after we looked, and then looking again helps, or by a bad rider. */
    TAKEN,
    /** The group was decided on rows that have changed since; on locked rows it will work. */
    STALE,
    /** The connection or the server is gone; the same again may work later. */
    CONNECTION,
    /** The same again would fail again. */
    STATEMENT;

    // serialization failure, deadlock
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");
    private static final String LOCK_TIMED_OUT = "55P03";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String REFUSED_AS_STALE = "TG001";
    // shutting down, crashed, starting up, no slots, disk full, read-only after a failover
    private static final Set<String> SERVER_GONE = Set.of("57P01", "57P02", "57P03", "53300", "53100", "25006");

    // of those, the ones by which a server says that it did nothing
    private static final Set<String> SERVER_REFUSES = Set.of("53300", "53100", "25006");

    /** Whether the statement may have been committed all the same: the server didn't get to say. */
    static boolean mayHaveCommitted(SQLException failure) {
        return of(failure) == CONNECTION && !SERVER_REFUSES.contains(String.valueOf(failure.getSQLState()));
    }

    static DatabaseFailure of(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (CONFLICTS.contains(state)) {
            return CONFLICT;
        }
        if (state.equals(LOCK_TIMED_OUT)) {
            return LOCKED;
        }
        if (state.equals(UNIQUE_VIOLATION)) {
            return TAKEN;
        }
        if (state.equals(REFUSED_AS_STALE)) {
            return STALE;
        }
        boolean gone = state.startsWith("08")
                || SERVER_GONE.contains(state)
                || failure instanceof SQLTransientConnectionException
                || failure instanceof SQLRecoverableException;
        return gone ? CONNECTION : STATEMENT;
    }

    static DataAccessException translate(SQLException failure) {
        DataAccessException translated = new SQLExceptionSubclassTranslator().translate("ledger", null, failure);
        return translated == null ? new UncategorizedSQLException("ledger", null, failure) : translated;
    }
}
