package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A project of npm's under {@code src/test/node}, with its packages installed, for tests against real Node programs.
 *
 * <pre>{@code
 * NodeProject project = NodeProject.require("anthropic-sdk", "SDK TESTS");
 * Process peer = project.node("create.mjs", "--base-url", url).start();
 * }</pre>
 *
 * <p>Where Node or the packages are missing and can't be installed, the tests are skipped, loudly; with the environment
 * variable {@code REQUIRE_NODE=1} they fail.
 */
public final class NodeProject {

    private static final int MAJOR_VERSION_MIN = 20;
    private static final long INSTALL_SECONDS_MAX = 300;
    private static final String[] NPM_CI = {"ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"};

    private final Path folder;
    private final Path node;

    private NodeProject(Path folder, Path node) {
        this.folder = folder;
        this.node = node;
    }

    /**
     * Finds Node and installs the project's packages if they aren't there.
     *
     * @param name the folder below {@code src/test/node}
     * @param tests what is skipped without it, for the message: {@code EVM TESTS}
     * @throws TestAbortedException where Node is missing, and not demanded
     */
    public static synchronized NodeProject require(String name, String tests) {
        try {
            Path folder = Path.of("src", "test", "node", name).toAbsolutePath();
            NodeProject project = new NodeProject(folder, executable("node"));
            project.requireVersion();
            project.installOnce();
            return project;
        } catch (Missing missing) {
            throw skipped(tests, String.valueOf(missing.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command of Node in the project's folder, its output in plain text, error output with the rest. */
    public ProcessBuilder node(String... arguments) {
        return command(node, arguments);
    }

    private ProcessBuilder command(Path executable, String... arguments) {
        var command = new ProcessBuilder(Stream.concat(Stream.of(executable.toString()), Arrays.stream(arguments))
                .toList());
        command.directory(folder.toFile());
        command.redirectErrorStream(true);
        command.environment().put("NO_COLOR", "1");
        return command;
    }

    private void requireVersion() throws IOException, Missing {
        String version = run(node("--version"), 20).strip();
        int major = Integer.parseInt(version.replaceFirst("^v(\\d+).*$", "$1"));
        if (major < MAJOR_VERSION_MIN) {
            throw new Missing("node is " + version + ", but " + MAJOR_VERSION_MIN + " or newer is needed");
        }
    }

    /** The lock file's copy beside the packages says which ones they are; other builds may be installing meanwhile. */
    private void installOnce() throws IOException, Missing {
        Path lock = Files.createDirectories(Path.of("target").toAbsolutePath())
                .resolve("node-" + folder.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ignored = channel.lock()) {
            Path wanted = folder.resolve("package-lock.json");
            Path installed = folder.resolve("node_modules").resolve(".tollgate-installed.json");
            if (Files.exists(installed) && Files.mismatch(wanted, installed) == -1) {
                return;
            }
            System.err.println("Installing the Node packages of " + folder + " (once)");
            run(command(executable("npm"), NPM_CI), INSTALL_SECONDS_MAX);
            Files.copy(wanted, installed);
        }
    }

    private static String run(ProcessBuilder command, long secondsMax) throws IOException, Missing {
        Path output = Files.createTempFile("tollgate-node", ".log");
        try {
            Process process = command.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new Missing(command.command() + " took longer than " + secondsMax + " s");
            }
            String text = Files.readString(output, UTF_8);
            if (process.exitValue() != 0) {
                throw new Missing(command.command() + " failed: " + text.strip());
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Missing("interrupted");
        } finally {
            Files.delete(output);
        }
    }

    private static Path executable(String name) throws Missing {
        List<String> folders =
                List.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1));
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new Missing(name + " is not on the PATH"));
    }

    private static RuntimeException skipped(String tests, String why) {
        if ("1".equals(System.getenv("REQUIRE_NODE"))) {
            return new IllegalStateException("REQUIRE_NODE=1, but " + why);
        }
        String message = tests + " SKIPPED: " + why;
        System.err.println("\n" + "!".repeat(100) + "\n" + message + "\n" + "!".repeat(100) + "\n");
        return new TestAbortedException(message);
    }

    /** What a newcomer's machine lacks. */
    private static final class Missing extends Exception {
        Missing(String what) {
            super(what);
        }
    }
}
