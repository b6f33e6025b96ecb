package dev.tollgate.faults;

import static dev.tollgate.faults.UnderFaults.METERED;
import static dev.tollgate.faults.UnderFaults.PREPAID;
import static dev.tollgate.faults.UnderFaults.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.springframework.util.FileSystemUtils;

/**
 * One {@link UnderFaults} for all test classes that fault it. After each test nothing is left under way and the books are
 * right; after each class it keeps no more memory than a fifth above what it kept before the first.
 */
final class SharedApplication implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final double GROWTH_MAX = 1.2;

    /** So many that what a JVM compiles and touches, whatever it is sent, is there before it is measured. */
    private static final int WARM_UP_CALLS = 3_000;

    private static final int WARM_UP_AT_ONCE = 50;

    private static @Nullable Running running;

    UnderFaults get() {
        return started().application;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(SharedApplication.class))
                .getOrComputeIfAbsent(Running.class, type -> started());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        get().assertWell();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running now = started();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(now.application.residentBytes())
                        .as("resident bytes, before all faults " + now.residentBefore)
                        .isLessThan((long) (GROWTH_MAX * now.residentBefore)));
    }

    private static synchronized Running started() {
        if (running == null) {
            running = Running.start();
        }
        return running;
    }

    private record Running(Path dataDir, UnderFaults application, long residentBefore)
            implements ExtensionContext.Store.CloseableResource {

        static Running start() {
            try {
                Path dataDir = Files.createTempDirectory("tollgate-faults");
                UnderFaults application = UnderFaults.start(dataDir, Map.of());
                // Also where this JVM is stopped before its tests are through; what has ended isn't there any more.
                Runtime.getRuntime().addShutdownHook(new Thread(application::kill));
                warmUp(application);
                application.claude().forget();
                return new Running(dataDir, application, application.residentBytes());
            } catch (Exception e) {
                throw new AssertionError("the application under faults doesn't start", e);
            }
        }

        /** What any load leaves behind: threads, pools, classes, code. */
        private static void warmUp(UnderFaults application) {
            String[] wallets = IntStream.range(0, WARM_UP_AT_ONCE)
                    .mapToObj(i -> application.wallet())
                    .toArray(String[]::new);
            Together.run(WARM_UP_AT_ONCE, thread -> {
                for (int i = 0; i < WARM_UP_CALLS / WARM_UP_AT_ONCE; i++) {
                    String question = question("sandbox-events-20", i % 2 == 0);
                    application.call(i % 4 < 2 ? PREPAID : METERED, wallets[thread], question);
                }
            });
        }

        @Override
        public void close() throws Exception {
            application.close();
            FileSystemUtils.deleteRecursively(dataDir);
        }
    }
}
