package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/**
 * Random sequences, with lost connections and crashes at any statement, against the model.
 *
 * <p>What was acknowledged is in the books; what was not is there wholly or not at all; asking again by the same id
 * makes it so, once. {@code -Dtollgate.soak=10} runs ten times as many.
 */
class LedgerModelTest {

    private static final int SOAK = Integer.getInteger("tollgate.soak", 1);
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final LedgerSettings SETTINGS = new LedgerSettings(
            Duration.ofSeconds(90),
            Duration.ofSeconds(30),
            Duration.ofMinutes(35),
            2048,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    private static final Logger LEDGER_LOG = (Logger) LoggerFactory.getLogger("dev.tollgate.ledger");

    @BeforeContainer
    static void quiet() {
        LEDGER_LOG.setLevel(Level.OFF); // thousands of crashes, each as it should be
    }

    @AfterContainer
    static void booksAreRight() {
        LEDGER_LOG.setLevel(null);
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
        DATABASE.close();
    }

    @Provide
    Arbitrary<List<List<Step>>> sequences() {
        return Step.any().list().ofMinSize(1).ofMaxSize(16).list().ofSize(SOAK);
    }

    @Property(tries = 1000)
    void theLedgerDoesWhatTheModelDoes(@ForAll("sequences") List<List<Step>> sequences) {
        sequences.forEach(LedgerModelTest::compare);
    }

    private static void compare(List<Step> steps) {
        var faulty = new FaultyDataSource(DATABASE.dataSource());
        try (var process = new LedgerProcess(faulty, DATABASE.dataSource(), SETTINGS)) {
            var model = new LedgerModel(LedgerProcess.WALLETS);
            for (int n = 0; n < steps.size(); n++) {
                Step step = steps.get(n);
                LedgerModel before = model.copy();
                String expected = step.on(model, n);
                if (step.trouble() == null) {
                    assertThat(calm(process, step, n)).as("step %d", n).isEqualTo(expected);
                } else {
                    troubled(process, faulty, step, n, expected, before.state(), model.state());
                }
                assertThat(process.state(n + 1)).as("after step %d", n).isEqualTo(model.state());
            }
        }
    }

    private static String calm(LedgerProcess process, Step step, int n) {
        return step.joined() && step.retriesByItself()
                ? process.joined(() -> step.on(process, n))
                : step.on(process, n);
    }

    private static void troubled(
            LedgerProcess process,
            FaultyDataSource faulty,
            Step step,
            int n,
            String expected,
            String before,
            String after) {
        faulty.failAt(step.at(), java.util.Objects.requireNonNull(step.trouble()));
        String answer = null;
        try {
            answer = step.on(process, n);
        } catch (RuntimeException | Error e) {
            boolean told = !faulty.clear() && (faulty.crashed() || !step.retriesByItself());
            assertThat(told).as("step %d failed by itself: %s", n, e).isTrue();
        }
        boolean crashed = faulty.crashed();
        faulty.restart();
        if (answer != null) {
            assertThat(answer).as("step %d", n).isEqualTo(expected);
        } else {
            String state = process.state(n + 1);
            assertThat(state).as("all or nothing of step %d", n).isIn(before, after);
            if (crashed) {
                process.restart();
            }
            // Where the step changes nothing, nobody can tell whether it was done.
            String again = step.on(process, n);
            assertThat(again)
                    .as("step %d, again", n)
                    .isIn(state.equals(before) ? List.of(expected) : List.of(step.again(expected)));
        }
        if (crashed && answer != null) {
            process.restart();
        }
    }
}
