package dev.tollgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Money moves in one place: no statement outside package ledger changes the ledger's tables. */
class LedgerWritesTest {

    private static final Path LEDGER = Path.of("src/main/java/dev/tollgate/ledger");
    private static final Path LEDGER_SQL = Path.of("src/main/resources/dev/tollgate/ledger");

    /** The ledger's own: numbers 100 to 199. */
    private static final Pattern LEDGER_MIGRATION = Pattern.compile("V1\\d\\d__.*\\.sql");

    private static final Pattern TABLE = Pattern.compile("(?i)\\bCREATE TABLE (?:IF NOT EXISTS )?(\\w+)");

    @Test
    void onlyTheLedgerWritesItsTables() throws IOException {
        Pattern write = writesTo(ledgerTables());

        assertThat(offenders(write)).isEmpty();
    }

    @Test
    void aWriteIsRecognisedHoweverItIsWritten() throws IOException {
        Pattern write = writesTo(ledgerTables());

        assertThat(List.of(
                        "INSERT INTO transfer (id) VALUES (1)",
                        "insert\n  into public.hold values (1)",
                        "UPDATE account SET posted = 1",
                        "update only \"account\" a set posted = 1",
                        "DELETE FROM external_ref",
                        "TRUNCATE audit",
                        "MERGE INTO hold USING x"))
                .allSatisfy(sql -> assertThat(write.matcher(sql).find()).as(sql).isTrue());
        assertThat(List.of("SELECT * FROM account", "UPDATE accounts_seen SET a = 1", "INSERT INTO usage VALUES (1)"))
                .noneSatisfy(
                        sql -> assertThat(write.matcher(sql).find()).as(sql).isTrue());
    }

    @Test
    void theLedgerItselfIsFound() throws IOException {
        Pattern write = writesTo(ledgerTables());

        assertThat(ledgerTables()).contains("account", "transfer", "hold", "external_ref");
        try (Stream<Path> files = Files.walk(LEDGER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .anyMatch(file -> write.matcher(read(file)).find()))
                    .isTrue();
        }
    }

    private static List<String> offenders(Pattern write) throws IOException {
        List<String> offenders = new ArrayList<>();
        for (String folder : List.of("src/main", "routes")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(LedgerWritesTest::isSource)
                        .filter(file -> !isLedgers(file))
                        .forEach(file -> {
                            Matcher found = write.matcher(read(file));
                            while (found.find()) {
                                offenders.add(file + ": " + found.group());
                            }
                        });
            }
        }
        return offenders;
    }

    private static List<String> ledgerTables() throws IOException {
        List<String> tables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/db/migration"))) {
            files.filter(LedgerWritesTest::isLedgers).forEach(file -> {
                Matcher table = TABLE.matcher(read(file));
                while (table.find()) {
                    tables.add(table.group(1));
                }
            });
        }
        return tables;
    }

    private static Pattern writesTo(List<String> tables) {
        return Pattern.compile("(?i)\\b(INSERT\\s+INTO|UPDATE(\\s+ONLY)?|DELETE\\s+FROM(\\s+ONLY)?|MERGE\\s+INTO|"
                + "TRUNCATE(\\s+TABLE)?|ALTER\\s+TABLE|DROP\\s+TABLE|COPY)\\s+(public\\.)?\"?("
                + String.join("|", tables) + ")\\b");
    }

    private static boolean isLedgers(Path file) {
        return file.startsWith(LEDGER)
                || file.startsWith(LEDGER_SQL)
                || LEDGER_MIGRATION.matcher(file.getFileName().toString()).matches();
    }

    private static boolean isSource(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file) && (name.endsWith(".java") || name.endsWith(".sql") || name.endsWith(".yaml"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
