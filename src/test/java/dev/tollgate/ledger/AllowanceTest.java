package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.REVENUE;
import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AllowanceTest {

    private static final int CALLERS = 64;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    static final LedgerSettings SETTINGS = LedgerSettings.defaults();
    static final Ledger ONE = new Ledger(DATABASE.dataSource(), SETTINGS);
    static final Ledger TWO = new Ledger(DATABASE.dataSource(), SETTINGS);
    static final Allowances ALLOWANCES = new Allowances(DATABASE.jdbc());

    private final String subject = "key:" + UUID.randomUUID();
    private AccountRef wallet = wallet();

    private record Count(long calls, long tokensUsed, long tokensHeld, long costUsed, long costHeld) {}

    @AfterAll
    static void closeLedgersWithTheBooksInOrder() {
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
        ONE.close();
        TWO.close();
    }

    @BeforeEach
    void aWalletWithMoneyAndAnAllowance() {
        wallet = wallet();
        ONE.transfer(deposit(wallet, 1_000_000));
        ALLOWANCES.open(List.of(subject));
    }

    @Test
    void aHoldReservesAndItsSettlementCounts() {
        Hold hold = ONE.hold(reserving(100, 10, null, null));
        assertThat(count()).isEqualTo(new Count(1, 0, 100, 0, 10));

        ONE.settle(new SettleRequest(hold.id(), units(3), REVENUE, "call", List.of(), used(40, 4)));

        assertThat(count()).isEqualTo(new Count(1, 40, 0, 4, 0));
        assertThat(DATABASE.jdbc()
                        .sql("SELECT last_used_at > now() - interval '1 minute' FROM allowance WHERE subject = ?")
                        .param(subject)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void aVoidedHoldCountsNothing() {
        Hold hold = ONE.hold(reserving(100, 10, null, null));

        assertThat(ONE.voidHold(hold.id(), List.of())).isTrue();
        assertThat(ONE.voidHold(hold.id(), List.of())).isFalse();

        assertThat(count()).isEqualTo(new Count(1, 0, 0, 0, 0));
    }

    @Test
    void whatADeadProcessReservedIsReleasedOrCounted() {
        Hold free = ONE.hold(reserving(100, 10, null, null));
        Hold dear = ONE.hold(new HoldRequest(
                UUID.randomUUID(),
                wallet,
                units(1),
                "r",
                "call",
                OnLost.CHARGE_ALL,
                List.of(),
                new Reservation(subject, used(7, 3), null, null)));
        DATABASE.jdbc()
                .sql("UPDATE hold SET expires_at = now() - interval '1 hour' WHERE id IN (?, ?)")
                .params(free.id(), dear.id())
                .update();

        int swept = new HoldSweep(DATABASE.dataSource(), TWO, SETTINGS, List.of(), () -> {}).sweep();

        assertThat(swept).isEqualTo(2);
        assertThat(count()).isEqualTo(new Count(2, 7, 0, 3, 0));
    }

    @Test
    void tokensAndCostAreBounded() {
        ONE.hold(reserving(60, 1, 100L, null));
        AllowanceExceeded tokens =
                catchThrowableOfType(AllowanceExceeded.class, () -> ONE.hold(reserving(41, 1, 100L, null)));
        ONE.hold(reserving(40, 1, 100L, null));
        AllowanceExceeded cost =
                catchThrowableOfType(AllowanceExceeded.class, () -> ONE.hold(reserving(1, 9, null, 10L)));
        ONE.hold(reserving(1, 8, null, 10L));

        assertThat(tokens.status()).isEqualTo(429);
        assertThat(tokens.code()).isEqualTo("insufficient_quota");
        assertThat(tokens.message()).startsWith("This call may take 41 tokens, and 40 are left of the token limit");
        assertThat(cost.message())
                .startsWith("This call may cost 0.000000000000000009 MON, and 0.000000000000000008 are left");
        assertThat(count()).isEqualTo(new Count(3, 0, 101, 0, 10));
        assertThat(ONE.balance(wallet).held()).isEqualTo(3);
    }

    @Test
    void moreThanWasReservedIsCountedInFull() {
        Hold hold = ONE.hold(reserving(10, 1, 100L, 100L));

        ONE.settle(new SettleRequest(hold.id(), units(1), REVENUE, "call", List.of(), used(150, 120)));

        assertThat(count()).isEqualTo(new Count(1, 150, 0, 120, 0));
        AllowanceExceeded refusal =
                catchThrowableOfType(AllowanceExceeded.class, () -> ONE.hold(reserving(0, 1, null, 100L)));
        assertThat(refusal.message()).contains("and 0.0 are left");
    }

    @Test
    void aResetBeginsAnewAndKeepsWhatIsHeld() {
        Hold done = ONE.hold(reserving(50, 5, 100L, null));
        ONE.settle(new SettleRequest(done.id(), units(1), REVENUE, "call", List.of(), used(50, 5)));
        ONE.hold(reserving(30, 3, 100L, null));

        ALLOWANCES.reset(subject);

        assertThat(count()).isEqualTo(new Count(2, 0, 30, 0, 3));
        ONE.hold(reserving(70, 0, 100L, null));
        assertThatThrownBy(() -> ONE.hold(reserving(1, 0, 100L, null))).isInstanceOf(AllowanceExceeded.class);
    }

    @Test
    void aClosedAllowanceTakesNothingAndItsCallsEnd() {
        Hold hold = ONE.hold(reserving(50, 5, 100L, null));

        ALLOWANCES.close(subject);

        assertThat(ONE.settle(new SettleRequest(hold.id(), units(1), REVENUE, "call", List.of(), used(50, 5)))
                        .charged())
                .isEqualTo(1);
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> ONE.hold(reserving(1, 1, null, null)));
        assertThat(refusal.status()).isEqualTo(403);
    }

    @Test
    void ofSixtyFourCallersOverTwoReplicasAsManyGetThroughAsFit() {
        List<Object> outcomes = Together.run(CALLERS, caller -> () -> calls(caller % 2 == 0 ? ONE : TWO, 40));

        long granted = outcomes.stream().mapToLong(outcome -> (Long) outcome).sum();
        assertThat(granted).isEqualTo(1000);
        assertThat(count()).isEqualTo(new Count(1000, 7000, 0, 3000, 0));
    }

    @Test
    void reservationsAndUsesInTurnNeverPassTheBound() {
        List<Object> outcomes = Together.run(CALLERS, caller -> (Callable<Long>) () -> {
            Ledger ledger = caller % 2 == 0 ? ONE : TWO;
            long used = 0;
            for (int i = 0; i < 50; i++) {
                Hold hold = tryHold(ledger, reserving(10, 10, 5_000L, null));
                if (hold == null) {
                    continue;
                }
                int tokens = ThreadLocalRandom.current().nextInt(11);
                if (tokens == 0) {
                    ledger.voidHold(hold.id(), List.of());
                } else {
                    ledger.settle(
                            new SettleRequest(hold.id(), units(1), REVENUE, "call", List.of(), used(tokens, tokens)));
                    used += tokens;
                }
            }
            return used;
        });

        long used = outcomes.stream().mapToLong(outcome -> (Long) outcome).sum();
        assertThat(used).isBetween(4_990L, 5_000L);
        Count count = count();
        assertThat(count.tokensUsed()).isEqualTo(used);
        assertThat(count.costUsed()).isEqualTo(used);
        assertThat(count.tokensHeld()).isZero();
    }

    /** Of calls of 7 tokens, under a bound of 7,000, as many as are granted. */
    private long calls(Ledger ledger, int times) {
        List<UUID> granted = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Hold hold = tryHold(ledger, reserving(7, 3, 7_000L, null));
            if (hold != null) {
                granted.add(hold.id());
            }
        }
        granted.forEach(id -> ledger.settle(new SettleRequest(id, units(1), REVENUE, "call", List.of(), used(7, 3))));
        return granted.size();
    }

    private static @Nullable Hold tryHold(Ledger ledger, HoldRequest request) {
        try {
            return ledger.hold(request);
        } catch (AllowanceExceeded full) {
            return null;
        }
    }

    private HoldRequest reserving(long tokens, long cost, @Nullable Long tokensMax, @Nullable Long costMax) {
        return new HoldRequest(
                UUID.randomUUID(),
                wallet,
                units(1),
                "r",
                "call",
                OnLost.VOID,
                List.of(),
                new Reservation(subject, used(tokens, cost), tokensMax, costMax == null ? null : units(costMax)));
    }

    private static Consumption used(long tokens, long cost) {
        return new Consumption(tokens, units(cost));
    }

    private Count count() {
        return DATABASE.jdbc()
                .sql("SELECT calls, tokens_used, tokens_held, cost_used, cost_held FROM allowance WHERE subject = ?")
                .param(subject)
                .query((row, number) ->
                        new Count(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                .single();
    }
}
