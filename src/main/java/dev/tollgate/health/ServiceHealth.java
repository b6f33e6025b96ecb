package dev.tollgate.health;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.tollgate.refusal.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether this service can answer at all: the database, and nothing of the chain, on which most answers don't wait.
 *
 * <p>The database is asked at most once a second however many ask.
 */
@Component
public final class ServiceHealth implements AutoCloseable {

    private static final Duration FRESH_FOR = Duration.ofSeconds(1);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(2);
    private static final String NO_BUILD = "development"; // classes that no Maven has packaged

    private final Clock clock = Clock.systemUTC();
    private final DatabaseHealth database;
    private final LoadingCache<Boolean, Boolean> databaseAnswers;
    private final String version;

    ServiceHealth(JdbcClient jdbc, ObjectProvider<BuildProperties> build) {
        database = new DatabaseHealth(jdbc, DATABASE_TIMEOUT);
        databaseAnswers = Caffeine.newBuilder()
                .expireAfterWrite(FRESH_FOR)
                .build(key -> database.look().join());
        BuildProperties known = build.getIfAvailable();
        version = known == null ? NO_BUILD : known.getVersion();
    }

    /**
     * How things are.
     *
     * @throws Refusal 503 if the database doesn't answer within two seconds
     */
    public Report report() {
        if (!databaseAnswers.get(true)) {
            throw new Refusal(
                    503, "SERVICE_UNHEALTHY", "The database doesn't answer; try again shortly", DATABASE_TIMEOUT);
        }
        return new Report(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(), version);
    }

    @Override
    public void close() {
        database.close();
    }

    /**
     * A service that is well.
     *
     * @param timestamp now, UTC, in whole seconds
     * @param version of the build
     */
    public record Report(String timestamp, String version) {}
}
