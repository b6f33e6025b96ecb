package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tollgate.routes.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodCopiesTest {

    private static final SourceFile ONE =
            new SourceFile("routes/wallet/one.camel.yaml", "wallet/one.camel.yaml", "one");
    private static final SourceFile TWO = new SourceFile("../routes/two.camel.yaml", "two.camel.yaml", "two");

    @TempDir
    Path folder;

    @Test
    void whatRanIsThereAgain() {
        new LastGoodCopies(folder).keep(List.of(ONE, TWO));

        LastGoodCopies later = new LastGoodCopies(folder);
        assertThat(later.of(ONE.file(), ONE.path())).contains(ONE);
        assertThat(later.of(TWO.file(), TWO.path())).contains(TWO);
        assertThat(later.of("routes/none.camel.yaml", "none.camel.yaml")).isEmpty();
        assertThat(later.ofOthersThan(List.of(TWO)))
                .singleElement()
                .satisfies(copy -> assertThat(copy.file()).isEqualTo(ONE.file()));
    }

    @Test
    void aCopyGoesWithItsFile() {
        LastGoodCopies copies = new LastGoodCopies(folder);
        copies.keep(List.of(ONE, TWO));
        copies.keep(List.of(TWO));
        assertThat(copies.of(ONE.file(), ONE.path())).isEmpty();
        assertThat(copies.ofOthersThan(List.of(TWO))).isEmpty();
    }

    @Test
    void aCopyThatCantBeWrittenKeepsTheOthersFromNothing() throws Exception {
        Files.createDirectories(folder.resolve("routes/wallet/one.camel.yaml/in-the-way"));
        LastGoodCopies copies = new LastGoodCopies(folder);
        copies.keep(List.of(ONE, TWO));
        assertThat(copies.of(TWO.file(), TWO.path())).contains(TWO);
    }

    @Test
    void aFolderThatCantBeWrittenIsNoReasonToStop() throws Exception {
        Path file = Files.createFile(folder.resolve("no-folder"));
        LastGoodCopies copies = new LastGoodCopies(file);
        assertThatCode(() -> copies.keep(List.of(ONE))).doesNotThrowAnyException();
        assertThat(copies.of(ONE.file(), ONE.path())).isEmpty();
    }
}
