package dev.tollgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PORT=8081                    | 8081",
                "  PORT = 8081                | 8081",
                "export PORT=8081             | 8081",
                "PORT=8081 # ours             | 8081",
                "PORT=8081#ours               | 8081#ours",
                "PORT='80 #81'                | 80 #81",
                "PORT='a\\n$b'                | a\\n$b",
                "PORT=\"80 #81\" # ours       | 80 #81",
                "PORT=\"say \\\"hi\\\", \\\\\"| say \"hi\", \\",
                "PORT=$HOME                   | $HOME",
                "PORT=a=b                     | a=b",
                "PORT=it's                    | it's",
                "PORT=                        | ``",
                "PORT=   # nothing            | ``",
                "PORT=''                      | ``",
            })
    void readsAValue(String line, String value) {
        assertThat(DotEnv.parse(List.of(line))).containsExactly(entry("PORT", value));
    }

    @Test
    void readsEscapedLineBreaksInDoubleQuotes() {
        assertThat(DotEnv.parse(List.of("KEY=\"one\\ntwo\\t3\""))).containsEntry("KEY", "one\ntwo\t3");
    }

    @Test
    void skipsCommentsAndEmptyLinesAndTheMarkThatWindowsPutsFirst() {
        assertThat(DotEnv.parse(List.of("\uFEFFA=1", "", "  # B=2", "C=3\r")))
                .containsOnly(entry("A", "1"), entry("C", "3"));
    }

    @Test
    void takesTheLastOfTwo() {
        assertThat(DotEnv.parse(List.of("A=1", "A=2"))).containsExactly(entry("A", "2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "my key=s3cret",
                "=s3cret",
                "KEY='s3cret",
                "KEY=\"s3cret",
                "KEY='s3cret' more",
                "2KEY=s3cret"
            })
    void refusesALineByItsNumberWithoutRepeatingIt(String line) {
        assertThatThrownBy(() -> DotEnv.parse(List.of("A=1", line)))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContaining("Line 2 of .env")
                .hasMessageNotContaining("s3cret");
    }
}
