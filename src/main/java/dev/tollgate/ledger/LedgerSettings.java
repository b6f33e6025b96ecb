package dev.tollgate.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the ledger behaves; prefix {@code tollgate.ledger}.
 *
 * @param holdTtl how long after it was made or renewed a hold expires
 * @param renewEvery how often this process renews the holds of its running calls
 * @param renewFor for how long it does so: longer than any call may last, so that a forgotten hold still ends
 * @param queueLimit how many postings may wait for a group commit before new ones are refused
 * @param patience for how long a new posting is tried while the database fails
 * @param resolvePatience the same for settling and voiding, whose money would otherwise stay held
 */
@ConfigurationProperties("tollgate.ledger")
public record LedgerSettings(
        @DefaultValue("90s") Duration holdTtl,
        @DefaultValue("30s") Duration renewEvery,
        @DefaultValue("5h") Duration renewFor,
        @DefaultValue("2048") int queueLimit,
        @DefaultValue("5s") Duration patience,
        @DefaultValue("60s") Duration resolvePatience) {

    private static final int RENEWALS_PER_TTL = 3;

    /** @throws IllegalArgumentException if a hold would not live for three renewals, of which one may fail or be late */
    public LedgerSettings {
        if (holdTtl.compareTo(renewEvery.multipliedBy(RENEWALS_PER_TTL)) < 0) {
            throw new IllegalArgumentException(
                    "tollgate.ledger.hold-ttl must be at least three times renew-every, but they are " + holdTtl
                            + " and " + renewEvery);
        }
    }

    /** What an application without configuration has. */
    public static LedgerSettings defaults() {
        return new LedgerSettings(
                Duration.ofSeconds(90),
                Duration.ofSeconds(30),
                Duration.ofHours(5),
                2048,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60));
    }
}
