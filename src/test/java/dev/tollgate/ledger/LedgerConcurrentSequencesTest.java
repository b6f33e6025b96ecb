package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/**
 * Random sequences of several callers at once, on two replicas that lose connections, against the invariants and
 * against what was acknowledged. {@code -Dtollgate.soak=10} runs ten times as many.
 */
class LedgerConcurrentSequencesTest {

    private static final int SOAK = Integer.getInteger("tollgate.soak", 1);
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final FaultyDataSource FAULTY = new FaultyDataSource(DATABASE.dataSource());
    private static final Ledger ONE = new Ledger(FAULTY, LedgerSettings.defaults());
    private static final Ledger OTHER = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private static final InvariantCheck CHECK = new InvariantCheck(DATABASE.dataSource());
    private static final Logger LEDGER_LOG = (Logger) LoggerFactory.getLogger("dev.tollgate.ledger");

    @BeforeContainer
    static void quiet() {
        LEDGER_LOG.setLevel(Level.OFF);
    }

    @AfterContainer
    static void close() {
        LEDGER_LOG.setLevel(null);
        ONE.close();
        OTHER.close();
        assertThat(CHECK.checkAll().violations()).isEmpty();
        DATABASE.close();
    }

    /** Callers, each with its steps; they share three wallets. */
    @Provide
    Arbitrary<List<List<Step>>> callers() {
        return Step.any().list().ofMinSize(5).ofMaxSize(15).list().ofMinSize(2).ofMaxSize(8);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void theBooksAreRightAfterwards(@ForAll("callers") List<List<Step>> callers) {
        for (int i = 0; i < SOAK; i++) {
            run(callers);
        }
    }

    private static void run(List<List<Step>> callers) {
        var all = new Callers();
        List<Object> outcomes = Together.run(callers.size(), n -> () -> {
            callers.get(n).forEach(step -> all.take(step, n % 2 == 0 ? ONE : OTHER));
            return "done";
        });
        FAULTY.restart();
        all.resolveAll();

        assertThat(outcomes).containsOnly("done");
        assertThat(all.money()).isEqualTo(all.deposited.get() - all.charged.get());
        assertThat(all.held()).isZero();
        assertThat(CHECK.checkChanged().violations()).isEmpty();
    }

    /** What the callers of one run share, and what they were told. */
    private static final class Callers {

        private final List<AccountRef> wallets = List.of(Bookings.wallet(), Bookings.wallet(), Bookings.wallet());
        private final List<UUID> holds = new ArrayList<>();
        private final AtomicLong deposited = new AtomicLong();
        private final AtomicLong charged = new AtomicLong();
        private final String run = UUID.randomUUID().toString();

        void take(Step step, Ledger ledger) {
            if (step.trouble() != null && !step.trouble().crash()) {
                FAULTY.failAt(step.at(), step.trouble());
            }
            try {
                act(step, ledger);
            } catch (Refusal refused) {
                assertThat(refused).isNotInstanceOf(LedgerBusy.class);
            }
        }

        private void act(Step step, Ledger ledger) {
            AccountRef wallet = wallets.get(step.wallet());
            switch (step.action()) {
                case DEPOSIT -> deposit(step, ledger, wallet);
                case PAY ->
                    ledger.transfer(new TransferRequest(
                            UUID.randomUUID(),
                            wallet,
                            wallets.get((step.wallet() + 1) % 3),
                            Bookings.units(step.amount()),
                            "payment",
                            null,
                            List.of()));
                case SETTLE -> {
                    UUID hold = hold(step.back());
                    charged.addAndGet(ledger.settle(Bookings.settle(hold, step.amount()))
                            .charged()
                            .longValueExact());
                }
                case VOID, LOSE -> ledger.voidHold(hold(step.back()), List.of());
                case HOLD, HOLD_CHARGED_IF_LOST, FREEZE, UNFREEZE -> {
                    Hold hold = ledger.hold(Bookings.hold(wallet, step.amount()));
                    synchronized (holds) {
                        holds.add(hold.id());
                    }
                }
            }
        }

        private void deposit(Step step, Ledger ledger, AccountRef wallet) {
            var event = step.other() == 0 ? null : new ExternalRef("test:" + run, "event " + step.other());
            var request = new TransferRequest(
                    UUID.randomUUID(),
                    Bookings.DEPOSITS,
                    wallet,
                    Bookings.units(step.amount()),
                    "deposit",
                    event,
                    List.of());
            if (ledger.transfer(request).created()) {
                deposited.addAndGet(step.amount());
            }
        }

        private UUID hold(int back) {
            synchronized (holds) {
                return holds.isEmpty() ? UUID.randomUUID() : holds.get(Math.max(0, holds.size() - back));
            }
        }

        void resolveAll() {
            holds.forEach(hold -> OTHER.voidHold(hold, List.of()));
        }

        /** What all wallets have, less what they owe. */
        long money() {
            return sum(balance -> balance.posted().subtract(balance.shortfall()));
        }

        long held() {
            return sum(Balance::held);
        }

        private long sum(java.util.function.Function<Balance, BigInteger> part) {
            return wallets.stream()
                    .map(OTHER::balance)
                    .map(part)
                    .reduce(BigInteger.ZERO, BigInteger::add)
                    .longValueExact();
        }
    }
}
