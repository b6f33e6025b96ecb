package dev.tollgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table and the tests say the same: every row names a test that exists, every fault that is tested has a row. */
class FaultsTableTest {

    private static final Path TABLE = Path.of("src", "docs", "faults.md");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final String ROW = "| ";
    private static final Pattern ROW_OF_FOUR = Pattern.compile("\\|( [^| ][^|]* \\|){4}");
    private static final int ROWS_MIN = 20;

    private final JavaClasses classes = new ClassFileImporter().importPackages("dev.tollgate");

    @Test
    void everyRowNamesATestThatExists() throws Exception {
        assertThat(rows())
                .hasSizeGreaterThanOrEqualTo(ROWS_MIN)
                .allMatch(row -> ROW_OF_FOUR.matcher(row).matches());
        assertThat(named()).isSubsetOf(tests("dev.tollgate"));
    }

    @Test
    void everyTestOfAFaultHasARow() throws Exception {
        Set<String> faults = tests("dev.tollgate.faults");
        faults.removeIf(test -> test.startsWith(getClass().getSimpleName()));

        assertThat(faults).isSubsetOf(named()).hasSizeGreaterThanOrEqualTo(ROWS_MIN);
    }

    private Set<String> tests(String packageName) {
        return classes.stream()
                .filter(type -> type.getPackageName().startsWith(packageName))
                .flatMap(type -> type.getMethods().stream())
                .filter(FaultsTableTest::isTest)
                .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isTest(JavaMethod method) {
        return method.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().getSimpleName().endsWith("Test"));
    }

    private static Set<String> named() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String row : rows()) {
            Matcher name = TEST_NAME.matcher(row.substring(row.lastIndexOf('|', row.length() - 2)));
            assertThat(name.find()).as(row).isTrue();
            do {
                names.add(name.group(1) + "." + name.group(2));
            } while (name.find());
        }
        return names;
    }

    /** Without the head of each table. */
    private static List<String> rows() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith(ROW) && !line.startsWith("| Fault ")) {
                rows.add(line.strip());
            }
        }
        return rows;
    }
}
