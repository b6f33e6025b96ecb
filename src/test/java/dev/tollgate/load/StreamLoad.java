package dev.tollgate.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads one URL from a process of its own and prints one line of JSON.
 *
 * <p>Bounded in count and in time. Two threads, whatever the number of connections. SIGTERM ends it early, with its
 * report. The options are those of {@link LoadOptions}, in kebab case:
 *
 * <pre>{@code
 * java -cp … dev.tollgate.load.StreamLoad --url http://127.0.0.1:8080/api/v1/claude/messages \
 *     --connections 1000 --events 20 --every-ms 100 --wallets 20 --seconds 60
 * java -cp … dev.tollgate.load.StreamLoad --mode json --connections 32 --seconds 10
 * }</pre>
 */
public final class StreamLoad {

    private static final int THREADS = 2;
    private static final Duration TO_STOP = Duration.ofSeconds(5);

    private final Load load;
    private final int seconds;
    private final AtomicBoolean printed = new AtomicBoolean();

    private StreamLoad(LoadOptions options, ExecutorService threads) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(threads)
                .build();
        this.load = options.mode().equals("sse") ? new SseLoad(options, client) : new JsonLoad(options, client);
        this.seconds = options.seconds();
    }

    public static void main(String... args) throws Exception {
        LoadOptions options = LoadOptions.parse(args);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        StreamLoad load = new StreamLoad(options, threads);
        Runtime.getRuntime().addShutdownHook(new Thread(load::stopAndPrint));
        load.run();
        threads.shutdownNow();
        System.exit(0);
    }

    private void run() throws InterruptedException {
        load.start();
        if (!load.await(Duration.ofSeconds(seconds))) {
            load.stop();
            load.await(TO_STOP);
        }
        print();
    }

    private void stopAndPrint() {
        load.stop();
        print();
    }

    private void print() {
        if (printed.compareAndSet(false, true)) {
            Map<String, Object> report = load.report();
            try {
                System.out.println(new JsonMapper().writeValueAsString(report));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
