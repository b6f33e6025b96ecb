package dev.tollgate.postgres;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows why our own PostgreSQL did not start, without a stack trace around it. */
class PostgresNotStartedAnalyzer extends AbstractFailureAnalyzer<PostgresNotStarted> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PostgresNotStarted cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Cure that, or set DATABASE_URL to a PostgreSQL server to use instead.", cause);
    }
}
