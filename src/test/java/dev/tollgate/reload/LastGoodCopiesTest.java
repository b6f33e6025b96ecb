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
        new LastGoodCopies(folder).keep(List.of(ONE, TWO), List.of());

        LastGoodCopies later = new LastGoodCopies(folder);
        assertThat(later.below("routes")).containsExactly(ONE);
        assertThat(later.below("../routes")).containsExactly(TWO);
        assertThat(later.below("nowhere")).isEmpty();
    }

    @Test
    void aCopyGoesWithItsFile() {
        LastGoodCopies copies = new LastGoodCopies(folder);
        copies.keep(List.of(ONE, TWO), List.of(ONE, TWO));
        copies.keep(List.of(TWO), List.of(TWO));
        assertThat(copies.below("routes")).isEmpty();
        assertThat(copies.below("../routes")).containsExactly(TWO);
    }

    @Test
    void theCopyOfAFileThatIsThereAndDoesntRunStays() {
        LastGoodCopies copies = new LastGoodCopies(folder);
        copies.keep(List.of(ONE), List.of(ONE));
        copies.keep(List.of(), List.of(new SourceFile(ONE.file(), ONE.path(), "broken")));
        assertThat(copies.below("routes")).containsExactly(ONE);
    }

    @Test
    void aCopyThatCantBeWrittenKeepsTheOthersFromNothing() throws Exception {
        Files.createDirectories(folder.resolve("routes/wallet/one.camel.yaml/in-the-way"));
        LastGoodCopies copies = new LastGoodCopies(folder);
        copies.keep(List.of(ONE, TWO), List.of());
        assertThat(copies.below("../routes")).containsExactly(TWO);
    }

    @Test
    void aFolderThatCantBeWrittenIsNoReasonToStop() throws Exception {
        Path file = Files.createFile(folder.resolve("no-folder"));
        LastGoodCopies copies = new LastGoodCopies(file);
        assertThatCode(() -> copies.keep(List.of(ONE), List.of(ONE))).doesNotThrowAnyException();
        assertThat(copies.below("routes")).isEmpty();
    }
}
