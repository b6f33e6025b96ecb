package dev.tollgate.warmup;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client's calls, one after the other, JSON and streams in turn, until there were enough or time is up.
 *
 * @param lastCallNanos of {@link System#nanoTime()}: no call begins later
 * @param endNanos the same: no answer is waited for any longer
 */
record WarmUpCalls(URL url, AtomicInteger left, AtomicInteger answered, long lastCallNanos, long endNanos)
        implements Runnable {

    private static final byte[] JSON = body("");
    private static final byte[] STREAM = body("\"stream\":true,");

    @Override
    public void run() {
        int number = left.getAndDecrement();
        while (number > 0 && System.nanoTime() < lastCallNanos) {
            if (!succeeds(number % 2 == 0 ? JSON : STREAM)) {
                return; // a database or a port in trouble: the application starts all the same, and says so elsewhere
            }
            answered.incrementAndGet();
            number = left.getAndDecrement();
        }
    }

    private boolean succeeds(byte[] body) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            int patienceMs = (int) Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
            connection.setConnectTimeout(patienceMs);
            connection.setReadTimeout(patienceMs);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body);
            try (InputStream answer = connection.getInputStream()) {
                answer.readAllBytes();
            }
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] body(String stream) {
        return ("{\"model\":\"warm-up\",\"max_tokens\":1024," + stream
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello! How are you?\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
