package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeProjectTest {

    @ParameterizedTest
    @ValueSource(strings = {"hardhat", "anthropic-sdk", "openai-sdk", "compose"})
    void installsWhatTheLockFileSays(String name) throws Exception {
        NodeProject project = NodeProject.require(name, "NODE TESTS");
        Process process = project.node(
                        "-p", "Object.keys(require('./node_modules/.package-lock.json').packages).length")
                .start();

        assertThat(process.inputReader(UTF_8).readLine()).matches("[1-9][0-9]*");
        assertThat(process.waitFor()).isZero();
    }

    /** Whose mirror a developer installs from is nobody's business. */
    @ParameterizedTest
    @ValueSource(strings = {"hardhat", "anthropic-sdk", "openai-sdk", "compose"})
    void lockFilesNameNoRegistry(String name) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("src", "test", "node", name, "package-lock.json"));

        assertThat(lines).noneMatch(line -> line.contains("\"resolved\""));
        assertThat(lines).anyMatch(line -> line.contains("\"integrity\""));
    }
}
