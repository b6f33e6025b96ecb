package dev.tollgate.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Loads one URL from a process of its own and prints one line of JSON.
 *
 * <p>Bounded in count and in time. One thread, whatever the number of connections. SIGTERM ends it early, with its
 * report. The options are those of {@link LoadOptions}, in kebab case:
 *
 * <pre>{@code
 * java -cp … dev.tollgate.load.StreamLoad --url http://127.0.0.1:8080/api/v1/claude/messages \
 *     --connections 1000 --events 20 --every-ms 100 --wallets 20 --seconds 60
 * java -cp … dev.tollgate.load.StreamLoad --mode closed --connections 32 --seconds 10
 * java -cp … dev.tollgate.load.StreamLoad --mode open --rate 500 --connections 1000 --seconds 10
 * }</pre>
 *
 * <p>Without options it takes them from its input, one load a line as a JSON list of strings, until the input ends: so
 * the second load finds a warm client.
 */
public final class StreamLoad {

    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicReference<@Nullable Load> RUNNING = new AtomicReference<>();

    private StreamLoad() {}

    public static void main(String... args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(StreamLoad::stopAndPrint));
        if (args.length > 0) {
            run(args);
        } else {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                run(JSON.readValue(line, String[].class));
            }
        }
        System.exit(0);
    }

    private static void run(String... args) throws IOException {
        LoadOptions options = LoadOptions.parse(args);
        Load load = switch (options.mode()) {
            case "streams" -> new StreamsLoad(options);
            case "open" -> new OpenLoad(options);
            default -> new ClosedLoad(options);
        };
        RUNNING.set(load);
        load.run();
        print();
    }

    private static void stopAndPrint() {
        Load load = RUNNING.get();
        if (load != null) {
            load.stop();
            print();
        }
    }

    /** Prints it once; whoever comes second waits until it is printed, or the process would end before. */
    private static synchronized void print() {
        Load load = RUNNING.getAndSet(null);
        if (load != null) {
            try {
                System.out.println(JSON.writeValueAsString(load.report()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
