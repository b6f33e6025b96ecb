package dev.tollgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;

/**
 * A real EVM node (hardhat) with chain id 1337 on a free port of the loopback address, for one test class.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final HardhatNode NODE = new HardhatNode();
 * }</pre>
 *
 * <p>It mines a block for each transaction, signs for its {@link #accounts()}, and each of them has 10,000 coins. Without
 * Node the class is skipped, loudly, unless {@code REQUIRE_NODE=1}.
 */
public final class HardhatNode implements AutoCloseable, BeforeAllCallback, AfterAllCallback {

    /** The chain's id. */
    public static final long CHAIN_ID = 1337;

    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Pattern STARTED = Pattern.compile("server at (http://127\\.0\\.0\\.1:\\d+)");
    private static final BigInteger GAS_MAX = BigInteger.valueOf(1_000_000);

    private @Nullable Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** Starts it and waits until it answers. */
    public void start() {
        NodeProject project = NodeProject.require("hardhat", "EVM TESTS");
        try {
            Path log = Files.createTempFile(Files.createDirectories(Path.of("target")), "hardhat", ".log");
            ProcessBuilder command = project.node(
                    "node_modules/hardhat/internal/cli/bootstrap.js", "node", "--hostname", "127.0.0.1", "--port", "0");
            command.environment().put("HARDHAT_DISABLE_TELEMETRY_PROMPT", "true");
            Process process = command.redirectOutput(log.toFile()).start();
            process.getOutputStream().close();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            String url = awaitUrl(process, log);
            running = new Running(process, new HttpService(url), url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to set EVM_RPC_URL to. */
    public String url() {
        return running().url;
    }

    /** Process id, for tests that stop it or freeze it. */
    public long pid() {
        return running().process.pid();
    }

    /** Rich accounts that the node signs for. */
    @SuppressWarnings("unchecked")
    public List<String> accounts() {
        return (List<String>) rpc("eth_accounts");
    }

    /** Sends a payment, and returns its hash; it is mined at once unless {@code evm_setAutomine} is off. */
    public String pay(String from, String to, BigInteger wei) {
        return send(Map.of("from", from, "to", to, "value", hex(wei), "gas", hex(GAS_MAX)));
    }

    /** Sends any transaction, given in JSON-RPC's fields, and returns its hash. */
    public String send(Map<String, String> transaction) {
        return String.valueOf(rpc("eth_sendTransaction", new LinkedHashMap<>(transaction)));
    }

    /** Adds empty blocks. */
    public void mine(int blocks) {
        rpc("hardhat_mine", hex(BigInteger.valueOf(blocks)));
    }

    /** Remembers the chain as it is; {@link #revert} goes back to it, as a reorganisation does. */
    public String snapshot() {
        return String.valueOf(rpc("evm_snapshot"));
    }

    /** Goes back to a snapshot, once. */
    public void revert(String snapshot) {
        rpc("evm_revert", snapshot);
    }

    /** Number of the latest block. */
    public long latestBlock() {
        return Long.decode(String.valueOf(rpc("eth_blockNumber")));
    }

    /** Calls any method of the node; its error is thrown. */
    public Object rpc(String method, Object... parameters) {
        try {
            Response<Object> answer =
                    new Request<>(method, Arrays.asList(parameters), running().service, AnyResponse.class).send();
            if (answer.hasError()) {
                throw new NodeError(method + ": " + answer.getError().getMessage());
            }
            return answer.getResult();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it. */
    @Override
    public void close() {
        if (running != null) {
            kill(running.process);
        }
    }

    /** A number as JSON-RPC writes it. */
    public static String hex(BigInteger number) {
        return "0x" + number.toString(16);
    }

    private Running running() {
        return Objects.requireNonNull(running, "not started");
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String awaitUrl(Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            Matcher started = STARTED.matcher(Files.readString(log));
            if (started.find()) {
                return started.group(1);
            }
            pause();
        }
        kill(process);
        throw new IllegalStateException("hardhat did not start:\n" + Files.readString(log));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private record Running(Process process, HttpService service, String url) {}

    /** The node's answer, whatever it is. */
    public static final class AnyResponse extends Response<Object> {}

    /** The node refused a call. */
    public static final class NodeError extends RuntimeException {
        NodeError(String message) {
            super(message);
        }
    }
}
