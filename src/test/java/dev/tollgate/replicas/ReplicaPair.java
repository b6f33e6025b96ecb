package dev.tollgate.replicas;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.FreePort;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Two replicas of the application on one database, each on ports that it keeps over a restart. */
final class ReplicaPair implements AutoCloseable {

    /** What the connections of the replicas are called in pg_stat_activity. */
    static final String CONNECTIONS = "tollgate-replica";

    private static final String ROUTES = "file:routes/**/*.camel.yaml,file:src/test/routes/test-metered.camel.yaml,"
            + "file:src/test/replicas/test-count-runs.camel.yaml";

    private final TestDatabase database = TestDatabase.create();
    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private final PaidChain chain = new PaidChain();
    private final Path dataDir;
    private final Map<String, String> settings;
    private final int[] ports = {FreePort.next(), FreePort.next()};
    private final int[] managementPorts = {FreePort.next(), FreePort.next()};
    private final @Nullable ApplicationProcess[] processes = new ApplicationProcess[2];

    /** Starts both. */
    ReplicaPair(Path dataDir, Map<String, String> settings) throws Exception {
        this.dataDir = dataDir;
        this.settings = settings;
        database.jdbc()
                .sql("CREATE TABLE test_job_run (due bigint NOT NULL, port text NOT NULL)")
                .update();
        launch(0);
        launch(1);
        process(0).awaitStarted();
        process(1).awaitStarted();
    }

    List<String> urls() {
        return List.of(url(0), url(1));
    }

    String url(int replica) {
        return "http://127.0.0.1:" + ports[replica];
    }

    String managementUrl(int replica) {
        return "http://127.0.0.1:" + managementPorts[replica];
    }

    TestDatabase database() {
        return database;
    }

    ClaudeStandIn claude() {
        return claude;
    }

    ApplicationProcess process(int replica) {
        return Objects.requireNonNull(processes[replica]);
    }

    /** SIGTERM, and once it has ended, a start on the same ports; returns when it serves. */
    void restart(int replica) throws Exception {
        process(replica).stop();
        process(replica).close();
        launch(replica);
        process(replica).awaitStarted();
    }

    private void launch(int replica) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "PORT",
                Integer.toString(ports[replica]),
                "MANAGEMENT_PORT",
                Integer.toString(managementPorts[replica]),
                "DATABASE_URL",
                database.jdbcUrl() + "&ApplicationName=" + CONNECTIONS,
                "CLAUDE_BACKEND_URL",
                claude.messagesUrl().toString(),
                "EVM_RPC_URL",
                chain.url(),
                "TRANSIT_WALLET_ADDRESS",
                PaidChain.TRANSIT,
                "WALLET_AUTH",
                "signature",
                "PUBLIC_URL",
                "https://pay.example.com",
                "CAMEL_MAIN_ROUTESINCLUDEPATTERN",
                ROUTES));
        all.putAll(settings);
        processes[replica] = ApplicationProcess.start(dataDir.resolve("replica-" + replica), all);
    }

    @Override
    public void close() throws Exception {
        for (ApplicationProcess process : processes) {
            if (process != null) {
                process.close();
            }
        }
        chain.close();
        claude.close();
        database.close();
    }
}
