package dev.tollgate.bench.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.util.FileSystemUtils;

/**
 * The ledger's own benchmark: the two postings of a call without HTTP around them, on the application's own PostgreSQL
 * with production's durability. The callers are threads of this JVM, so their share counts as the application's.
 */
public final class LedgerBenchmark {

    private static final int HOT_CALLERS = 64;
    private static final int PAST_CALLS = 1_000_000;
    private static final int MANY_ACCOUNTS = 100_000;

    private final Duration warm;
    private final Duration round;
    private final int rounds;

    /** Each row is loaded for a while, and then measured in so many rounds, in turn with the others of its table. */
    public LedgerBenchmark(Duration warm, Duration round, int rounds) {
        this.warm = warm;
        this.round = round;
        this.rounds = rounds;
    }

    /** Runs all of it and prints it; about nine minutes. */
    public static void main(String... args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "target/bench/ledger");
        var benchmark = new LedgerBenchmark(Duration.ofSeconds(15), Duration.ofSeconds(8), 3);
        for (Table table : benchmark.run(folder)) {
            System.out.println("\n" + table.title());
            table.rows().forEach(row -> System.out.println("| " + String.join(" | ", row) + " |"));
        }
    }

    /**
     * What was found.
     *
     * @param title what is compared, and the ratio that is promised
     * @param rows the first has the columns' names
     */
    public record Table(String title, List<List<String>> rows) {}

    /**
     * Runs all of it.
     *
     * @param folder for the databases, which are gone afterwards
     */
    public List<Table> run(Path folder) throws IOException {
        Path fresh = Files.createDirectories(folder).toAbsolutePath();
        FileSystemUtils.deleteRecursively(fresh.resolve("postgres"));
        try (var server = new BenchServer(fresh.resolve("postgres"), fresh.resolve("binaries"));
                HikariDataSource young = server.database("young");
                HikariDataSource old = server.database("old")) {
            BenchServer.fund(young, MANY_ACCOUNTS);
            BenchServer.fund(old, MANY_ACCOUNTS);
            BenchServer.age(old, PAST_CALLS);
            return List.of(callers(server, young), oneByOne(server, young), growth(server, young, old));
        } finally {
            FileSystemUtils.deleteRecursively(fresh.resolve("postgres"));
        }
    }

    private Table callers(BenchServer server, HikariDataSource database) {
        List<Contender> contenders = new ArrayList<>();
        for (int callers : List.of(8, 32, HOT_CALLERS)) {
            for (int accounts : List.of(1, 1_000)) {
                String name = "%d callers, %d accounts".formatted(callers, accounts);
                contenders.add(Contender.grouped(name, database, server.cpu(), callers, accounts));
            }
        }
        return compare(contenders, "Hold and settlement of one call, group commit");
    }

    private Table oneByOne(BenchServer server, HikariDataSource database) {
        Contender grouped = Contender.grouped("group commit", database, server.cpu(), HOT_CALLERS, 1);
        Contender single = Contender.oneByOne("one transaction a posting", database, server.cpu(), HOT_CALLERS, 1);
        Table table = compare(List.of(grouped, single), "One hot account, %d callers".formatted(HOT_CALLERS));
        double times = grouped.median(Round::perSecond) / single.median(Round::perSecond);
        return titled(table, "group commit books %.1f times as many (promised: 5)", times);
    }

    private Table growth(BenchServer server, HikariDataSource young, HikariDataSource old) {
        Contender few = Contender.grouped("few transfers, 1 account", young, server.cpu(), HOT_CALLERS, 1);
        Contender aged = Contender.grouped("1,000,000 transfers more, 1 account", old, server.cpu(), HOT_CALLERS, 1);
        Contender wide =
                Contender.grouped("few transfers, 100,000 accounts", young, server.cpu(), HOT_CALLERS, MANY_ACCOUNTS);
        Table table = compare(List.of(few, aged, wide), "Growth, %d callers".formatted(HOT_CALLERS));
        double base = few.median(Round::micros);
        return titled(
                table,
                "CPU %.2f times with a history, %.2f times with many accounts (promised: at most 1.2)",
                aged.median(Round::micros) / base,
                wide.median(Round::micros) / base);
    }

    private Table compare(List<Contender> contenders, String title) {
        contenders.forEach(contender -> contender.warm(warm));
        for (int i = 0; i < rounds; i++) {
            contenders.forEach(contender -> contender.measure(round));
        }
        contenders.forEach(Contender::close);
        List<List<String>> rows = new ArrayList<>();
        rows.add(Contender.titles());
        contenders.forEach(contender -> rows.add(contender.row()));
        return new Table(title, rows);
    }

    private static Table titled(Table table, String format, Object... ratios) {
        return new Table(table.title() + ": " + String.format(Locale.ROOT, format, ratios), table.rows());
    }
}
