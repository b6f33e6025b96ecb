package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change, and when; the clock is the test's. */
class EditWatchTest {

    @TempDir
    Path folder;

    private EditWatch watch;

    @BeforeEach
    void start() throws Exception {
        write("wallet/one.camel.yaml", "one");
        write("sandbox/stand-in.camel.yaml", "x");
        watch = new EditWatch(new RouteFolders("file:" + folder + "/**/*.camel.yaml", "**/sandbox/**"));
    }

    @Test
    void nothingHasChanged() throws Exception {
        assertThat(looksAt(0)).isFalse();
        assertThat(watch.all().files()).containsExactly(folder + "/wallet/one.camel.yaml");
    }

    @Test
    void aChangeCountsOnceItHasComeToRest() throws Exception {
        write("wallet/one.camel.yaml", "two");
        assertThat(looksAt(0)).isFalse();
        assertThat(looksAt(299)).isFalse();
        assertThat(looksAt(300)).isTrue();
        assertThat(looksAt(700)).isFalse();
    }

    @Test
    void aRenameInTwoStepsIsOneChange() throws Exception {
        Files.delete(folder.resolve("wallet/one.camel.yaml"));
        assertThat(looksAt(0)).isFalse();
        write("wallet/two.camel.yaml", "one");
        assertThat(looksAt(200)).isFalse();
        assertThat(looksAt(500)).isTrue();
        assertThat(watch.all().files()).containsExactly(folder + "/wallet/two.camel.yaml");
    }

    @Test
    void whoNeverStopsSavingIsServedAllTheSame() throws Exception {
        for (int at = 0; at < 1_000; at += 200) {
            write("wallet/one.camel.yaml", "x".repeat(10 + at));
            assertThat(looksAt(at)).isFalse();
        }
        write("wallet/one.camel.yaml", "x");
        assertThat(looksAt(1_000)).isTrue();
    }

    @Test
    void whatIsTakenBackIsNoChange() throws Exception {
        write("wallet/new.camel.yaml", "x");
        assertThat(looksAt(0)).isFalse();
        Files.delete(folder.resolve("wallet/new.camel.yaml"));
        assertThat(looksAt(200)).isFalse();
        assertThat(looksAt(2_000)).isFalse();
    }

    @Test
    void newFoldersQueriesAndSchemasCountAndStrangersDont() throws Exception {
        write("fresh/deep/one.camel.yaml", "x");
        write("fresh/sql/one.sql", "x");
        write("fresh/schema/one.json", "{}");
        write("shared/one.kamelet.yaml", "x");
        write("sandbox/other.camel.yaml", "x");
        write("wallet/one.camel.yaml~", "x");
        write("wallet/.one.camel.yaml.swp", "x");
        write("wallet/openapi.yaml", "x");
        assertThat(looksAt(0)).isFalse();
        assertThat(looksAt(600)).isTrue();
        assertThat(watch.all().files())
                .containsExactly(
                        folder + "/fresh/deep/one.camel.yaml",
                        folder + "/fresh/schema/one.json",
                        folder + "/fresh/sql/one.sql",
                        folder + "/shared/one.kamelet.yaml",
                        folder + "/wallet/one.camel.yaml");
    }

    @Test
    void whatFailedIsStillDue() throws Exception {
        write("wallet/one.camel.yaml", "two");
        assertThat(looksAt(0)).isFalse();
        assertThat(changeAt(600)).isNotNull();
        watch.handled(Objects.requireNonNull(changeAt(800)));
        assertThat(looksAt(1_000)).isFalse();
    }

    @Test
    void aFileIsGoneOnceItHasBeenGoneForAWhile() throws Exception {
        write("wallet/two.camel.yaml", "x");
        assertThat(looksAt(0)).isFalse();
        write("wallet/two.camel.yaml", "xx");
        assertThat(looksAt(250)).isFalse();
        write("wallet/two.camel.yaml", "xxx");
        assertThat(looksAt(500)).isFalse();
        write("wallet/two.camel.yaml", "xxxx");
        assertThat(looksAt(750)).isFalse();
        Files.delete(folder.resolve("wallet/one.camel.yaml"));
        assertThat(looksAt(900)).isFalse();
        assertThat(looksAt(1_000)).isTrue();
        assertThat(watch.all().files()).contains(folder + "/wallet/one.camel.yaml", folder + "/wallet/two.camel.yaml");
        assertThat(looksAt(1_100)).isFalse();
        assertThat(looksAt(1_200)).isTrue();
        assertThat(watch.all().files()).containsExactly(folder + "/wallet/two.camel.yaml");
        assertThat(looksAt(1_500)).isFalse();
    }

    @Test
    void whatIsSavedWhileAnEditIsHandledComesToRestMeanwhile() throws Exception {
        write("wallet/one.camel.yaml", "two");
        assertThat(changeAt(0)).isNull();
        EditWatch.Change first = Objects.requireNonNull(changeAt(500));
        write("wallet/one.camel.yaml", "three");
        assertThat(changeAt(600)).isNull();
        watch.handled(first);
        assertThat(looksAt(800)).isFalse();
        assertThat(looksAt(900)).isTrue();
        assertThat(looksAt(1_700)).isFalse();
    }

    private boolean looksAt(long millis) throws Exception {
        EditWatch.Change change = changeAt(millis);
        if (change == null) {
            return false;
        }
        watch.handled(change);
        return true;
    }

    private EditWatch.@Nullable Change changeAt(long millis) throws Exception {
        watch.look(Duration.ofMillis(millis).toNanos());
        return watch.change();
    }

    private void write(String path, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
