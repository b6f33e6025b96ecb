package dev.tollgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PostgresServerTest {

    private static final Path BINARIES = Path.of("target", "postgres-binaries");

    @TempDir
    private Path dataDir;

    private Path folder;

    @BeforeEach
    void folderWithSpacesInItsPath() {
        folder = dataDir.resolve("data of tollgate").resolve("postgres");
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        for (ProcessHandle process : PostgresProcesses.in(folder)) {
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void keepsItsDataOverAnOrderlyStop() throws Exception {
        try (PostgresServer server = start()) {
            execute(server, "create table kept (n int)");
            execute(server, "insert into kept values (7)");
        }
        assertThat(PostmasterFile.in(folder)).doesNotExist();
        assertThat(PostgresProcesses.in(folder)).isEmpty();
        try (PostgresServer server = start()) {
            assertThat(query(server, "select n from kept")).isEqualTo("7");
        }
        assertThat(Files.readString(folder.resolve("tollgate.log"))).doesNotContain("not properly shut down");
    }

    @Test
    void isAsDurableAsProduction() throws Exception {
        try (PostgresServer server = start()) {
            assertThat(query(server, "show fsync")).isEqualTo("on");
            assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "show full_page_writes")).isEqualTo("on");
            assertThat(query(server, "show server_version")).startsWith("18");
        }
    }

    @Test
    void opensOnlyForItsPasswordAndOnlyOnLoopback() throws Exception {
        try (PostgresServer server = start()) {
            assertThat(query(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(server, "show unix_socket_directories")).isEmpty();
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
        }
    }

    @Test
    void takesOverFromAnApplicationThatWasKilled() throws Exception {
        long acknowledged;
        ProcessHandle orphan;
        try (OwnerProcess owner = OwnerProcess.start(folder, BINARIES)) {
            acknowledged = owner.kill(owner.awaitNumbers(20));
            orphan = Orphans.postmaster(folder).orElseThrow();
        }
        assertThat(orphan.isAlive()).isTrue();

        try (PostgresServer server = start()) {
            assertThat(PostgresProcesses.serves(orphan, folder)).isFalse();
            assertThat(numbersIn(server)).isBetween(acknowledged, acknowledged + 2);
        }
    }

    @Test
    void recoversWhenItWasKilledTogetherWithTheApplication() throws Exception {
        long acknowledged;
        try (OwnerProcess owner = OwnerProcess.start(folder, BINARIES)) {
            long seen = owner.awaitNumbers(20);
            Orphans.postmaster(folder).orElseThrow().destroyForcibly();
            acknowledged = owner.kill(seen);
        }
        assertThat(PostmasterFile.in(folder)).exists();

        try (PostgresServer server = start()) {
            assertThat(numbersIn(server)).isGreaterThanOrEqualTo(acknowledged);
        }
        assertThat(Files.readString(folder.resolve("tollgate.log"))).contains("not properly shut down");
    }

    @Test
    void startsAgainOnTheSamePortWhenItWasKilledAlone() throws Exception {
        try (PostgresServer server = start()) {
            execute(server, "create table kept (n int)");
            execute(server, "insert into kept values (7)");
            for (int kill = 0; kill < 2; kill++) {
                ProcessHandle killed = Orphans.postmaster(folder).orElseThrow();
                killed.destroyForcibly();
                killed.onExit().get(10, TimeUnit.SECONDS);

                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> query(server, "select n from kept").equals("7"));
            }
        }
        assertThat(PostgresProcesses.in(folder)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 550, 700, 850, 1100})
    void survivesAKillAtAnyMomentOfItsStart(int millis) throws Exception {
        try (OwnerProcess owner = OwnerProcess.start(folder, BINARIES)) {
            Thread.sleep(millis);
            owner.close();
        }
        try (PostgresServer server = start()) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void deletesAFileThatNamesSomebodyElsesProcess() throws Exception {
        start().close();
        writePostmasterFile(ProcessHandle.current().pid());
        start().close();
    }

    @Test
    void deletesAFileThatNamesNoProcess() throws Exception {
        start().close();
        writePostmasterFile(4_194_305); // one above the largest that Linux gives
        start().close();
    }

    @Test
    void deletesAFileThatNamesAZombie() throws Exception {
        start().close();
        // sh starts a child and becomes a program that never asks how the child ended.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & exec sleep 60").start();
        try {
            writePostmasterFile(awaitZombieOf(parent));
            start().close();
        } finally {
            parent.destroyForcibly();
        }
    }

    private static long awaitZombieOf(Process parent) throws Exception {
        while (true) {
            Optional<ProcessHandle> child = parent.children().findFirst();
            if (child.isPresent()
                    && Files.readString(Path.of("/proc/" + child.get().pid() + "/stat"))
                            .contains(") Z ")) {
                return child.get().pid();
            }
            Thread.sleep(10);
        }
    }

    private void writePostmasterFile(long pid) throws IOException {
        Files.writeString(PostmasterFile.in(folder), pid + "\n" + folder + "\n1700000000\n5432\n\n127.0.0.1\n");
    }

    @Test
    void leavesAFolderAloneThatAnotherProcessHolds() throws Exception {
        try (OwnerProcess owner = OwnerProcess.start(folder, BINARIES)) {
            long seen = owner.awaitNumbers(5);
            ProcessHandle running = Orphans.postmaster(folder).orElseThrow();

            assertThatThrownBy(this::start).isInstanceOf(DataFolderInUse.class).hasMessageContaining(folder.toString());
            try (OwnerProcess second = OwnerProcess.start(folder, BINARIES)) {
                OwnerProcess.Ended ended = second.awaitEnd();
                assertThat(ended.exitCode()).isNotZero();
                assertThat(ended.output()).contains(folder.toString());
            }

            assertThat(Orphans.postmaster(folder)).contains(running);
            assertThat(owner.kill(seen)).isGreaterThan(seen);
        }
    }

    @Test
    void leavesAFolderAloneThatThisProcessHoldsAlready() throws Exception {
        try (PostgresServer server = start()) {
            assertThatThrownBy(this::start).isInstanceOf(DataFolderInUse.class);
            // Had the second look dropped the lock, another process would get in now.
            try (OwnerProcess other = OwnerProcess.start(folder, BINARIES)) {
                assertThat(other.awaitEnd().exitCode()).isNotZero();
            }
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void runsBesideAnotherOnAFolderOfItsOwn() throws Exception {
        try (PostgresServer one = start();
                PostgresServer other = PostgresServer.start(dataDir.resolve("other/postgres"), BINARIES)) {
            execute(one, "create table only_here (n int)");
            assertThat(query(other, "select to_regclass('only_here') is null")).isEqualTo("t");
        }
    }

    @Test
    void runsForAnOrdinaryUser() throws Exception {
        assumeTrue(isRoot(), "The other tests run as an ordinary user already");
        List<String> asSomebodyElse = OrdinaryUser.NAMESPACE.command(List.of());
        try (OwnerProcess owner = OwnerProcess.start(asSomebodyElse, folder, BINARIES)) {
            assertThat(owner.awaitNumbers(3)).isEqualTo(3);
        }
    }

    @Test
    void runsForRootWithoutUserNamespaces() throws Exception {
        assumeTrue(isRoot(), "Only root can become somebody else");
        OrdinaryUser.NOBODY.own(dataDir); // JUnit's folder is root's alone
        Path ofNobody = dataDir.resolve("postgres");
        Path binaries = dataDir.resolve("postgres-binaries");
        try (PostgresServer server = PostgresServer.start(ofNobody, binaries, OrdinaryUser.NOBODY)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
        try (PostgresServer again = PostgresServer.start(ofNobody, binaries, OrdinaryUser.NOBODY)) {
            assertThat(query(again, "select 1")).isEqualTo("1");
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("letter.txt"), "Dear Ada");
        assertThatThrownBy(this::start)
                .isInstanceOf(PostgresNotStarted.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("DATA_DIR");
        assertThat(folder.resolve("letter.txt")).hasContent("Dear Ada");
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("PG_VERSION"), "15\n");
        assertThatThrownBy(this::start).isInstanceOf(PostgresNotStarted.class).hasMessageContaining("PostgreSQL 15");
    }

    @Test
    void showsTheEndOfTheLogWhenPostgresDoesNotStart() throws Exception {
        start().close();
        Files.writeString(folder.resolve("postgresql.conf"), "no_such_setting = 1\n");
        assertThatThrownBy(this::start).isInstanceOf(PostgresNotStarted.class).hasMessageContaining("no_such_setting");
        // And the folder is free again.
        Files.writeString(folder.resolve("postgresql.conf"), "");
        start().close();
    }

    @Test
    void clearsAwayWhatAKilledInstallationLeft() throws Exception {
        Path binaries = dataDir.resolve("binaries");
        Path left = Files.createDirectories(binaries.resolve("postgres-1234.part-4194305/bin"));
        Path half = Files.createDirectories(folder.resolveSibling("postgres.new-4194305/base"));
        PostgresServer.start(folder, binaries).close();
        assertThat(left).doesNotExist();
        assertThat(half).doesNotExist();
    }

    private PostgresServer start() {
        return PostgresServer.start(folder, BINARIES);
    }

    private static long numbersIn(PostgresServer server) throws SQLException {
        assertThat(query(server, "select count(*) = max(number) from written")).isEqualTo("t");
        return Long.parseLong(query(server, "select max(number) from written"));
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server)) {
            connection.createStatement().execute(sql);
        }
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server)) {
            var rows = connection.createStatement().executeQuery(sql);
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
    }
}
