package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas, of which one sweeps, and a third that is dead. The passing of time, and an outage or a jump of the
 * database's clock, is a shift of all times that the books know.
 */
class HoldWatchTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final LedgerSettings SETTINGS = LedgerSettings.defaults();
    private static final Duration HALF_LIFE = SETTINGS.holdTtl().dividedBy(2);
    private static final Duration SHORT = SETTINGS.renewEvery().minusSeconds(5);

    private final Ledger sweeping = new Ledger(DATABASE.dataSource(), SETTINGS);
    private final Ledger other = new Ledger(DATABASE.dataSource(), SETTINGS);
    private final Ledger dead = new Ledger(DATABASE.dataSource(), SETTINGS);
    private final HoldSweep sweep = new HoldSweep(DATABASE.dataSource(), sweeping, SETTINGS, List.of(), () -> {});
    private final AccountRef wallet = wallet();
    private UUID ownCall = UUID.randomUUID();
    private UUID othersCall = UUID.randomUUID();
    private UUID deadOnesCall = UUID.randomUUID();

    @BeforeEach
    void callsUnderWay() throws SQLException {
        sweeping.transfer(deposit(wallet, 1000));
        ownCall = sweeping.hold(hold(wallet, 10)).id();
        othersCall = other.hold(hold(wallet, 20)).id();
        deadOnesCall = dead.hold(hold(wallet, 40)).id();
        DATABASE.jdbc()
                .sql("UPDATE hold_watch SET seen_at = NULL, sweep_from = '-infinity'")
                .update();
        sweep.sweep();
    }

    @AfterEach
    void close() {
        for (UUID hold : List.of(ownCall, othersCall, deadOnesCall)) {
            sweeping.voidHold(hold, List.of());
        }
        List.of(sweeping, other, dead).forEach(Ledger::close);
    }

    @Test
    void afterAnOutageTheHoldsOfTheLivingOutliveTheSweep() throws SQLException {
        pass(Duration.ofMinutes(2));

        assertThat(sweep.sweep()).isZero();
        assertThat(other.renewal().renew().holds()).isEqualTo(1);
        pass(SHORT);
        assertThat(sweep.sweep()).isZero();
        pass(SHORT);
        assertThat(sweep.sweep()).isEqualTo(1);

        assertThat(other.settle(settle(othersCall, 20)).charged()).isEqualTo(20);
        assertThat(dead.voidHold(deadOnesCall, List.of())).isFalse();
    }

    @Test
    void aClockThatJumpsAheadIsAnOutageToo() throws SQLException {
        pass(Duration.ofHours(1));

        assertThat(other.renewal().renew().holds()).isEqualTo(1); // whoever comes first
        assertThat(sweep.sweep()).isZero();
        pass(SHORT);
        assertThat(sweep.sweep()).isZero();
        pass(SHORT);
        assertThat(sweep.sweep()).isEqualTo(1);

        assertThat(other.settle(settle(othersCall, 20)).charged()).isEqualTo(20);
    }

    @Test
    void aClockThatJumpsBackDelaysTheSweepNoLonger() throws SQLException {
        pass(Duration.ofHours(1));
        assertThat(sweep.sweep()).isZero();
        pass(Duration.ofHours(-1));

        for (int i = 0; i < 3; i++) {
            other.renewal().renew();
            pass(SHORT);
        }

        expire(deadOnesCall);
        assertThat(sweep.sweep()).isEqualTo(1);
    }

    @Test
    void aShortSilenceDelaysNothing() throws SQLException {
        for (int i = 0; i < 4; i++) {
            other.renewal().renew();
            pass(SHORT);
        }

        assertThat(sweep.sweep()).isEqualTo(1);
        assertThat(dead.voidHold(deadOnesCall, List.of())).isFalse();
    }

    @Test
    void aHoldThatWaitsForTheLivingIsNotOverdue() {
        var check = new InvariantCheck(DATABASE.dataSource());
        pass(Duration.ofHours(1));
        sweep.sweep();

        assertThat(check.checkAll().violations()).isEmpty();
        pass(HALF_LIFE.plusSeconds(61));
        assertThat(check.checkAll().violations()).extracting(Violation::kind).containsOnly("overdue_hold");
    }

    /** To the books it is later now. */
    private static void pass(Duration time) {
        DATABASE.jdbc()
                .sql("UPDATE hold SET expires_at = expires_at - make_interval(secs => ?) WHERE state = 'PENDING'")
                .param(time.toSeconds())
                .update();
        DATABASE.jdbc()
                .sql("UPDATE hold_watch SET seen_at = seen_at - t.time, sweep_from = sweep_from - t.time"
                        + " FROM (SELECT make_interval(secs => ?) AS time) AS t")
                .param(time.toSeconds())
                .update();
    }

    private static void expire(UUID hold) {
        DATABASE.jdbc()
                .sql("UPDATE hold SET expires_at = now() WHERE id = ?")
                .param(hold)
                .update();
    }
}
