package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds README.md to what is so. */
class ReadmeTest {

    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

    /** Keeps a value for the calls after it; it answers nothing. */
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z]+)=\\$\\(curl .*\\)\\s*", Pattern.DOTALL);

    /** Checked by ConfigurationGuard, or Spring's own. */
    private static final Set<String> NOT_IN_APPLICATION_YAML =
            Set.of("SPRING_PROFILES_ACTIVE", "SECRET_KEY", "ADMIN_PASSWORD", "ALGORITHM");

    private record Call(String command, String answer) {}

    /** In order, as a newcomer runs them. White space doesn't count, and … stands for anything. */
    @Test
    void theCallsAnswerWhatItShows() throws Exception {
        assumeTrue(runs("curl --version"), "README TESTS SKIPPED: there is no curl");
        Gateway gateway = Gateway.shared();

        List<Call> calls = calls();

        assertThat(calls).hasSizeGreaterThan(5);
        Map<String, String> kept = new HashMap<>();
        for (Call call : calls) {
            String command = call.command()
                    .replace("http://localhost:8080", gateway.url())
                    .replace("http://localhost:9090", gateway.managementUrl());
            var assignment = ASSIGNMENT.matcher(command);
            if (assignment.matches()) {
                String name = assignment.group(1);
                kept.put(name, output(command + "echo $" + name, kept).strip());
                assertThat(kept.get(name)).as(call.command()).matches("[\\w.-]+");
            } else {
                assertThat(squeezed(output(command, kept))).as(call.command()).matches(pattern(call.answer()));
            }
        }
    }

    @Test
    void itNamesEverySettingThereIsAndNoOther() throws IOException {
        Set<String> known = found("\\$\\{([A-Z][A-Z_]+)[:}]", Files.readString(Path.of("application.yaml")));
        known.addAll(NOT_IN_APPLICATION_YAML);

        String rows = readme().lines()
                .filter(line -> line.matches("\\| `[A-Z_` ]+ \\|.*"))
                .map(line -> line.replaceFirst("\\| ([^|]*).*", "$1"))
                .collect(Collectors.joining("\n"));

        assertThat(found("`([A-Z_]+)`", rows)).isEqualTo(known);
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        assertThat(found("\\]\\(([^)#]+)\\)", readme()))
                .filteredOn(link -> !link.startsWith("https:"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Path.of(link)).exists());
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    /** Each curl with the block that follows it, and what keeps a value with none. */
    private static List<Call> calls() throws IOException {
        List<Call> calls = new ArrayList<>();
        var block = BLOCK.matcher(readme());
        while (block.find()) {
            if (ASSIGNMENT.matcher(block.group(2)).matches()) {
                calls.add(new Call(block.group(2), ""));
            } else if (block.group(1).equals("sh") && block.group(2).startsWith("curl ")) {
                String command = block.group(2);
                assertThat(block.find()).as("an answer to " + command).isTrue();
                calls.add(new Call(command, block.group(2)));
            }
        }
        return calls;
    }

    private static Pattern pattern(String answer) {
        return Pattern.compile(Arrays.stream(squeezed(answer).split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean runs(String command) throws InterruptedException, IOException {
        return shell(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String output(String command, Map<String, String> variables) throws IOException {
        ProcessBuilder shell = shell(command.replaceFirst("curl ", "curl --max-time 30 --noproxy '*' "));
        shell.environment().putAll(variables);
        Process process = shell.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static ProcessBuilder shell(String command) {
        return new ProcessBuilder("sh", "-c", command.strip()).redirectError(ProcessBuilder.Redirect.DISCARD);
    }
}
