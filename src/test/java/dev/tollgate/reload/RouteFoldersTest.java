package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders and files that can't be read as they should. */
class RouteFoldersTest {

    @TempDir
    Path folder;

    private Path root;
    private Path one;
    private RouteFolders folders;

    @BeforeEach
    void writeOne() throws IOException {
        root = folder.resolve("routes");
        one = Files.createDirectories(root.resolve("wallet")).resolve("one.camel.yaml");
        Files.writeString(one, "one");
        folders = new RouteFolders("file:" + root + "/**/*.camel.yaml", "");
    }

    @Test
    void aRootThatIsntThereIsNotTakenForEmpty() throws IOException {
        Files.move(root, folder.resolve("elsewhere"));
        assertThatThrownBy(folders::marks)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(root + ": no such folder of routes; see camel.main.routes-include-pattern");
    }

    @Test
    void aFolderThatCantBeListedIsNotTakenForEmpty() throws IOException {
        Path inCircles = root.resolve("circle");
        Files.createSymbolicLink(inCircles, inCircles);
        assertThatThrownBy(folders::marks).isInstanceOf(IOException.class).hasMessageContaining("circle");
    }

    @Test
    void linksAreFollowedAsInAMountedConfigMap() throws IOException {
        Path version = Files.createDirectories(root.resolve("..2026/deep"));
        Files.writeString(version.resolve("two.camel.yaml"), "two");
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(root.resolve("deep"), Path.of("..data/deep"));
        Files.createSymbolicLink(root.resolve("wallet/dangling.camel.yaml"), Path.of("nothing"));
        Files.createSymbolicLink(root.resolve("wallet/up"), Path.of(".."));

        assertThat(folders.marks()).containsOnlyKeys(one.toString(), root + "/deep/two.camel.yaml");
    }

    @Test
    void aFileThatCantBeReadIsAViolationAndKeepsNobodyBack() throws IOException {
        Path large = root.resolve("wallet/large.camel.yaml");
        Files.write(large, new byte[1024 * 1024 + 1]);
        Path unreadable = Files.createDirectory(root.resolve("wallet/folder.camel.yaml"));
        RouteFolders.Texts texts = folders.read(List.of(large.toString(), unreadable.toString(), one.toString()));

        assertThat(texts.sources()).extracting(SourceFile::text).containsExactly("one");
        assertThat(texts.missing())
                .extracting(RouteFolders.Missing::why)
                .extracting(Violation::rule)
                .containsExactly("readable", "readable");
        assertThat(texts.missing().get(0).toString()).contains("1 MiB").contains("1048577");
    }

    @Test
    void aFileThatWentSinceTheLookIsNoViolation() throws IOException {
        Files.delete(one);
        RouteFolders.Texts texts = folders.read(List.of(one.toString()));

        assertThat(texts.sources()).isEmpty();
        assertThat(texts.missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.why()).isNull());
    }
}
