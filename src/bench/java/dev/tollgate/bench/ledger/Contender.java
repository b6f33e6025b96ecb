package dev.tollgate.bench.ledger;

import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One row of a table: a load on a database, measured in turn with the others. */
final class Contender implements AutoCloseable {

    private final String name;
    private final DataSource database;
    private final ServerCpu server;
    private final int callers;
    private final Ledger ledger;
    private final Calls calls;
    private final List<Round> rounds = new ArrayList<>();

    private Contender(String name, DataSource database, ServerCpu server, int callers, int accounts, boolean oneByOne) {
        this.name = name;
        this.database = database;
        this.server = server;
        this.callers = callers;
        ledger = new Ledger(database, LedgerSettings.defaults());
        var transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        calls = new Calls(ledger, accounts, posting -> {
            if (oneByOne) {
                transaction.executeWithoutResult(status -> posting.run());
            } else {
                posting.run();
            }
        });
    }

    /** The ledger as it is: one transaction for the postings that wait. */
    static Contender grouped(String name, DataSource database, ServerCpu server, int callers, int accounts) {
        return new Contender(name, database, server, callers, accounts, false);
    }

    /** One transaction for each posting. */
    static Contender oneByOne(String name, DataSource database, ServerCpu server, int callers, int accounts) {
        return new Contender(name, database, server, callers, accounts, true);
    }

    void warm(Duration time) {
        run(time);
    }

    void measure(Duration time) {
        rounds.add(run(time));
    }

    private Round run(Duration time) {
        return Round.run(calls::call, callers, time, server, database);
    }

    static List<String> titles() {
        return List.of(
                "ledger", "calls/s", "CPU us/call", "application", "PostgreSQL", "WAL bytes/call", "postings a group");
    }

    List<String> row() {
        return List.of(
                name,
                spread("%.0f", Round::perSecond),
                spread("%.1f", Round::micros),
                spread("%.1f", Round::applicationMicros),
                spread("%.1f", Round::serverMicros),
                spread("%.0f", Round::walBytes),
                spread("%.0f", Round::group));
    }

    double median(ToDoubleFunction<Round> figure) {
        List<Round> sorted =
                rounds.stream().sorted(Comparator.comparingDouble(figure)).toList();
        return figure.applyAsDouble(sorted.get(sorted.size() / 2));
    }

    /** The middle round, and in brackets the least and the most. */
    private String spread(String format, ToDoubleFunction<Round> figure) {
        double[] values = rounds.stream().mapToDouble(figure).sorted().toArray();
        return String.format(
                Locale.ROOT,
                format + " (" + format + "–" + format + ")",
                median(figure),
                values[0],
                values[values.length - 1]);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
