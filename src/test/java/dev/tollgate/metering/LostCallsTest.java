package dev.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.LostHold;
import dev.tollgate.ledger.Rider;
import dev.tollgate.replicas.Replica;
import dev.tollgate.replicas.ReplicaSettings;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LostCallsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final Replica dead = replica();
    private final Replica alive = replica();
    private final LostCalls lostCalls = new LostCalls(DATABASE.jdbc(), alive);
    private final UUID hold = UUID.randomUUID();

    @BeforeEach
    void bothLive() {
        dead.beat();
        alive.beat();
    }

    @Test
    void theCallsOfADeadReplicaEndAsLostWithTheirCharge() {
        write(row(Outcome.IN_PROGRESS).beginning(dead.id()));
        assertThat(lostCalls.sweep()).isZero();

        silenceFor(dead, 61);

        assertThat(lostCalls.sweep()).isEqualTo(1);
        assertThat(usage()).isEqualTo("lost, charged 7");
        assertThat(lostCalls.sweep()).isZero();
    }

    @Test
    void aReplicaThatHasEndedLeavesNothingInProgress() {
        write(row(Outcome.IN_PROGRESS).beginning(dead.id()));
        dead.start();
        dead.stop();

        assertThat(lostCalls.sweep()).isEqualTo(1);
    }

    @Test
    void aReplicaDoesNotTakeItselfForDead() {
        write(row(Outcome.IN_PROGRESS).beginning(alive.id()));
        silenceFor(alive, 61);

        assertThat(lostCalls.sweep()).isZero();
    }

    @Test
    void whoeverWasTakenForDeadWritesTheTrueEnd() {
        write(row(Outcome.IN_PROGRESS).beginning(dead.id()));
        silenceFor(dead, 61);
        lostCalls.sweep();

        write(row(Outcome.OK).rider());

        assertThat(usage()).isEqualTo("ok, charged 7");
    }

    @Test
    void aCallThatHasEndedStays() {
        write(row(Outcome.IN_PROGRESS).beginning(dead.id()));
        write(row(Outcome.CLIENT_ABORT).rider());
        silenceFor(dead, 61);

        assertThat(lostCalls.sweep()).isZero();
        assertThat(usage()).isEqualTo("client_abort, charged 7");
    }

    @Test
    void aLostHoldLeavesARowOfItsCharge() {
        AccountRef wallet = new AccountRef("wallet:0x01", Asset.of("MON"));

        write(lostCalls.of(new LostHold(hold, wallet, "wallet-messages", "r-1", "key:17", BigInteger.TEN)));

        assertThat(usage()).isEqualTo("lost, charged 10");
        assertThat(DATABASE.jdbc()
                        .sql("SELECT * FROM usage WHERE hold_id = ?")
                        .param(hold)
                        .query()
                        .singleRow())
                .containsEntry("owner", "wallet:0x01")
                .containsEntry("route", "wallet-messages")
                .containsEntry("request_id", "r-1")
                .containsEntry("model", "unknown")
                .containsEntry("key_id", 17L)
                .containsEntry("asset", "MON");
    }

    private UsageRow row(Outcome outcome) {
        return new UsageRow(
                hold,
                "r-1",
                "wallet:0x01",
                "wallet-messages",
                "claude",
                TokenUsage.NONE,
                1,
                null,
                outcome,
                200,
                BigInteger.valueOf(7),
                "MON",
                "claude-max-tokens",
                5L,
                "/v1/messages",
                200);
    }

    private static Replica replica() {
        return new Replica(DATABASE.jdbc(), new ReplicaSettings(Duration.ofSeconds(10), Duration.ofSeconds(60)));
    }

    private static void silenceFor(Replica replica, int seconds) {
        DATABASE.jdbc()
                .sql("UPDATE replica SET seen_at = now() - make_interval(secs => ?) WHERE id = ?")
                .params(seconds, replica.id())
                .update();
    }

    private static void write(Rider rider) {
        DATABASE.jdbc().sql(rider.sql()).params(rider.parameters()).update();
    }

    private String usage() {
        return DATABASE.jdbc()
                .sql("SELECT outcome || ', charged ' || charge FROM usage WHERE hold_id = ?")
                .param(hold)
                .query(String.class)
                .single();
    }
}
