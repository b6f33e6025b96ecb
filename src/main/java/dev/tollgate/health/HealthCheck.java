package dev.tollgate.health;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.tollgate.evm.ChainHealth;
import dev.tollgate.evm.ChainSight;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at chain and database, at most once a second however many ask. */
@Component
public final class HealthCheck implements AutoCloseable {

    private static final Duration FRESH_FOR = Duration.ofSeconds(1);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(2);

    private final DatabaseHealth database;
    private final LoadingCache<Boolean, HealthReport> report;

    HealthCheck(ChainHealth chain, JdbcClient jdbc) {
        database = new DatabaseHealth(jdbc, DATABASE_TIMEOUT);
        report = Caffeine.newBuilder().expireAfterWrite(FRESH_FOR).build(key -> look(chain, database));
    }

    /** What was found last; never throws. */
    public HealthReport report() {
        return report.get(true);
    }

    private static HealthReport look(ChainHealth chain, DatabaseHealth database) {
        CompletableFuture<Boolean> dbOk = database.look();
        ChainSight sight = chain.look();
        boolean healthy = sight.healthy() && dbOk.join();
        return new HealthReport(healthy ? "healthy" : "unhealthy", sight.chainId(), sight.latestBlock(), dbOk.join());
    }

    @Override
    public void close() {
        database.close();
    }
}
