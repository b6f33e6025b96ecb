package dev.tollgate.ledger;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Down while an invariant is broken, or while nobody can tell. */
final class LedgerHealth implements HealthIndicator {

    private final LedgerWatch watch;

    LedgerHealth(LedgerWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        LedgerWatch.Sight sight = watch.look();
        if (sight == null) {
            return Health.down().withDetail("database", "does not answer").build();
        }
        var health = sight.violations() == 0 ? Health.up() : Health.down();
        return health.withDetail("violations", sight.violations())
                .withDetail("holdsPending", sight.holdsPending())
                .withDetail("lastCheckSecondsAgo", sight.checkAgeSeconds())
                .build();
    }
}
