package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.load.LoadClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Document 3's own aim: answers within 200 ms over 1,000 connections, also while 100,000 orders end at once. */
final class CoverSection implements Section {

    private static final String TEXT = """
            %d open orders, the family's jobs running. An open loop of %d requests a second over %d connections, used in turn: \
            of six requests five are GET /orders/:id, one is POST /orders, which a verification server says yes to after 5 ms. \
            A latency counts from when its request was due. %d s to warm, %d s measured; then the time of all the orders is over \
            at the same moment, and the same load goes on.
            """;
    private static final int CONNECTIONS = 1_000;
    private static final int RATE = 600;
    private static final int GETS = 5;
    private static final String ORDER = """
            {"sku_id":"sku_5x_leverage","wallet_address":"%s","exchange":"binance","symbol":"BTCUSDT",\
            "order_reference":"%s","premium_amount":0.05}""";
    private static final String POST = """
            POST /orders HTTP/1.1\r
            Host: %s\r
            Content-Type: application/json\r
            Idempotency-Key: %s\r
            Content-Length: %d\r
            \r
            %s""";
    private static final String GET = """
            GET /orders/%s HTTP/1.1\r
            Host: %s\r
            \r
            """;
    private static final String CAPITAL = """
            {"sku_id":"sku_5x_leverage","amount":100000000,"reference":"bench"}""";

    private final Settings settings;
    private final Report report;
    private final int orders = Settings.number("cover-orders", Settings.isQuick() ? 20_000 : 100_000);
    private final int seconds = Settings.number("cover-seconds", Settings.isQuick() ? 15 : 60);
    private final int warmSeconds;

    CoverSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
        this.warmSeconds = Math.min(settings.warmSecondsMax(), 60);
    }

    @Override
    public void run() throws Exception {
        try (Verifier verifier = Verifier.start();
                Tollgate tollgate = Tollgate.start(
                        "cover",
                        settings.checkout(),
                        settings,
                        Map.of("JP_VERIFY_URL", verifier.url(), "JP_VERIFY_TOKEN", "bench"))) {
            report.section("Cover", TEXT.formatted(orders, RATE, CONNECTIONS, warmSeconds, seconds));
            tollgate.rechargeWallets(settings.wallets());
            tollgate.post("/admin/liqpass/capital", CAPITAL, Customer.admin(tollgate));
            tollgate.post(
                    "/orders", ORDER.formatted(LoadClient.wallet(0), "the-first"), "Idempotency-Key", "the-first");
            try (PastOrders past = new PastOrders(tollgate)) {
                report.progress("cover: writing " + orders + " open orders");
                past.write(orders);
                measure(tollgate, past);
            }
        }
    }

    private void measure(Tollgate tollgate, PastOrders past) throws Exception {
        List<String> ids = past.ids(10_000);
        JsonNode unused = load(tollgate, ids, "warm", warmSeconds);
        JsonNode steady = load(tollgate, ids, "steady", seconds);
        past.end();
        long startNanos = System.nanoTime();
        AtomicLong endedNanos = new AtomicLong();
        Thread watch = new Thread(() -> watch(past, endedNanos), "expiry");
        watch.start();
        JsonNode ending = load(tollgate, ids, "ending", Math.max(seconds, 60));
        watch.join();
        double took = (endedNanos.get() - startNanos) / 1e9;
        report.table(
                "",
                List.of(
                        List.of("", "200s", "p50 ms", "p95 ms (promised: below 200)", "p99 ms", "max ms", "errors"),
                        row("steady", steady),
                        row("while %,d orders end".formatted(orders), ending)));
        report.table(
                "",
                List.of(
                        List.of("orders ended", "s (promised: within 60)", "the cover's books are right"),
                        List.of(
                                Integer.toString(orders),
                                String.format(Locale.ROOT, "%.1f", took),
                                Boolean.toString(past.areBooksRight()))));
        report.figures("cover", Map.of("steady", steady, "ending", ending, "endedSeconds", took));
    }

    private static void watch(PastOrders past, AtomicLong endedNanos) {
        try {
            while (past.open() > 0) {
                Thread.sleep(200);
            }
            endedNanos.set(System.nanoTime());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode load(Tollgate tollgate, List<String> ids, String phase, int forSeconds) throws IOException {
        Path file = requests(tollgate, ids, phase, forSeconds);
        try (LoadClient client = LoadClient.start(
                "--mode",
                "open",
                "--url",
                tollgate.url("/orders").toString(),
                "--spread",
                "true",
                "--connections",
                Integer.toString(CONNECTIONS),
                "--rate",
                Integer.toString(RATE),
                "--seconds",
                Integer.toString(forSeconds),
                "--requests-file",
                file.toString())) {
            return client.report();
        } finally {
            Files.delete(file);
        }
    }

    /** Every POST is an order of its own. */
    private Path requests(Tollgate tollgate, List<String> ids, String phase, int forSeconds) throws IOException {
        String host = tollgate.url("/").getAuthority();
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < RATE * (forSeconds + 2); i++) {
            if (i % (GETS + 1) == GETS) {
                String name = phase + "-" + i;
                String body = ORDER.formatted(LoadClient.wallet(i % settings.wallets()), name);
                requests.add(POST.formatted(host, name, body.length(), body));
            } else {
                requests.add(GET.formatted(ids.get(i % ids.size()), host));
            }
        }
        return Files.writeString(settings.output().resolve("requests-" + phase), String.join("\n%\n", requests));
    }

    private static List<String> row(String title, JsonNode load) {
        JsonNode latency = load.path("latencyMs");
        return List.of(
                title,
                load.path("ok").asText(),
                millis(latency, "p50"),
                millis(latency, "p95"),
                millis(latency, "p99"),
                millis(latency, "max"),
                load.path("failed").asText() + " " + load.path("failures"));
    }

    private static String millis(JsonNode latency, String quantile) {
        return String.format(Locale.ROOT, "%.1f", latency.path(quantile).asDouble());
    }
}
