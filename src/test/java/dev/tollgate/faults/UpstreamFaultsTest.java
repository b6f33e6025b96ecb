package dev.tollgate.faults;

import static dev.tollgate.faults.UnderFaults.METERED;
import static dev.tollgate.faults.UnderFaults.PREPAID;
import static dev.tollgate.faults.UnderFaults.question;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.OVERLOADED;
import static dev.tollgate.wallet.UpstreamScript.answer;
import static dev.tollgate.wallet.UpstreamScript.messageDelta;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.StandIn.Misbehaviour;
import dev.tollgate.wallet.StreamClient;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an upstream can do to its callers. */
@Timeout(120)
class UpstreamFaultsTest {

    @RegisterExtension
    static final SharedApplication APPLICATION = new SharedApplication();

    private static final String MODEL = "claude-test-1";
    private static final String JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    private static final String CLOSING_HEAD = JSON_HEAD + "connection: close\r\n";
    private static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";

    private final UnderFaults application = APPLICATION.get();
    private final ClaudeStandIn claude = application.claude();
    private final String wallet = application.wallet();

    @Test
    void refusesConnections() {
        claude.refuseConnections();
        for (int i = claude.connectionsOpen(); i > 0; i--) {
            claude.next(answer(400, "{}")); // takes one of the pool's connections with it
            application.call(PREPAID, application.wallet(), question(MODEL, false));
        }

        assertUnavailable("Connection refused", false);
        assertUnavailable("Connection refused", true);
        application.assertFree(wallet, "upstream_error");
    }

    @Test
    void resetsTheConnection() {
        assertFreeOfCharge("Connection lost", ClaudeStandIn.reset());
    }

    @Test
    void closesTheConnectionWithoutAnAnswer() {
        assertFreeOfCharge("Connection lost", ClaudeStandIn.noAnswer());
    }

    @Test
    void stallsBeforeItsHeaders() {
        assertUnavailable("Connection timeout", ClaudeStandIn.rawThenSilence(""));
        application.assertFree(wallet, "timeout");
    }

    @Test
    void stallsAfterItsHeaders() {
        assertUnavailable(
                "Connection timeout", ClaudeStandIn.rawThenSilence(STREAM_HEAD + "transfer-encoding: chunked\r\n\r\n"));
        application.assertFree(wallet, "timeout");
    }

    @Test
    void stallsInAStream() {
        String answer = application
                .call(PREPAID, wallet, question("sandbox-stall-after-4", true))
                .body();

        assertThat(answer).startsWith("event: message_start\n");
        assertThat(lastEvent(answer))
                .startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"timeout_error\"");
        application.assertCharged(wallet, "timeout");
    }

    @Test
    void sendsGarbageInsteadOfHttp() {
        assertFreeOfCharge("Connection lost", ClaudeStandIn.raw("SSH-2.0-OpenSSH_9.6\r\n"));
    }

    @Test
    void sendsInvalidJson() {
        assertFreeOfCharge("upstream's answer is not JSON", answer(200, "{\"type\":\"message\",\"content\":["));
    }

    @Test
    void sendsHalfACharacterInJson() {
        byte[] body = withHalfACharacter("{\"type\":\"message\",\"model\":\"caf|\"}");

        assertFreeOfCharge("upstream's answer is not JSON", connection -> {
            OutputStream out = connection.getOutputStream();
            out.write((CLOSING_HEAD + "content-length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
            out.write(body);
        });
    }

    /** Its bytes are the client's affair. */
    @Test
    void sendsHalfACharacterInAStream() {
        byte[] broken = withHalfACharacter(textDelta("caf|"));
        claude.next(stream(upstream -> {
            upstream.send(MESSAGE_START).send(broken).send(messageDelta(7)).send(MESSAGE_STOP);
            upstream.end();
        }));

        try (StreamClient client = application.stream(METERED, wallet, MODEL)) {
            byte[] all = client.rest();
            assertThat(all)
                    .startsWith(MESSAGE_START.getBytes(UTF_8))
                    .containsSequence(broken)
                    .endsWith((messageDelta(7) + MESSAGE_STOP).getBytes(UTF_8))
                    .hasSize((MESSAGE_START + messageDelta(7) + MESSAGE_STOP).length() + broken.length);
        }
        application.assertOutcomes(wallet, "ok");
        assertThat(application.holds(wallet)).containsExactly("POSTED");
    }

    @Test
    void sendsAnEventOf100MiB() {
        byte[] part = "x".repeat(1024 * 1024).getBytes(UTF_8);
        claude.next(stream(upstream -> {
            upstream.send(MESSAGE_START).send("event: content_block_delta\ndata: {\"delta\":\"");
            for (int i = 0; i < 100; i++) {
                upstream.send(part);
            }
            upstream.send("\"}\n\n").send(MESSAGE_STOP).end();
        }));

        String answer = application.call(PREPAID, wallet, question(MODEL, true)).body();

        assertThat(answer).startsWith(MESSAGE_START);
        assertThat(answer.length()).isLessThan(10_000);
        assertThat(lastEvent(answer)).contains("\"type\":\"api_error\"");
        application.assertCharged(wallet, "upstream_error");
    }

    @Test
    void sendsAChunkedBodyWithoutAnEnd() {
        String spaces = Integer.toHexString(1024 * 1024) + "\r\n" + " ".repeat(1024 * 1024) + "\r\n";
        assertFreeOfCharge("upstream's answer is too large", connection -> {
            OutputStream out = connection.getOutputStream();
            out.write((JSON_HEAD + "transfer-encoding: chunked\r\n\r\n").getBytes(UTF_8));
            while (true) {
                out.write(spaces.getBytes(UTF_8));
            }
        });
    }

    @Test
    void endsAStreamButNotItsBody() {
        assertEndsAtOnce(MESSAGE_START, messageDelta(7), MESSAGE_STOP);
        application.assertCharged(wallet, "ok");
    }

    @Test
    void announcesMoreThanItSends() {
        assertFreeOfCharge(
                "Connection lost", ClaudeStandIn.raw(JSON_HEAD + "content-length: 100\r\n\r\n{\"usage\":{}}"));
    }

    @Test
    void announcesLessThanItSends() {
        assertFreeOfCharge(
                "upstream's answer is not JSON",
                ClaudeStandIn.raw(CLOSING_HEAD + "content-length: 5\r\n\r\n{\"usage\":{}}"));
    }

    @Test
    void hasTooManyRequests() {
        String words = "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slower\"}}";
        for (boolean stream : List.of(false, true)) {
            claude.next(answer(429, words, "retry-after", "7"));
            HttpResponse<String> refusal = application.call(PREPAID, wallet, question(MODEL, stream));

            assertThat(refusal.statusCode()).isEqualTo(429);
            assertThat(refusal.body()).isEqualTo(words);
            assertThat(refusal.headers().firstValue("retry-after")).hasValue("7");
        }
        application.assertFree(wallet, "upstream_error");
    }

    @Test
    void isOverloaded() {
        assertFreeOfCharge("upstream answered 529", answer(529, "{\"error\":\"internals\"}"));
    }

    @Test
    void hasAFaultOfItsOwn() {
        assertFreeOfCharge("upstream answered 500", answer(500, "{\"error\":\"internals\"}"));
    }

    @Test
    void reportsAnErrorFirst() {
        assertFreeOfCharge("upstream reported an error", wholeStream(OVERLOADED));
    }

    @Test
    void reportsAnErrorInAStreamAndKeepsItOpen() {
        assertEndsAtOnce(MESSAGE_START, textDelta("so far"), OVERLOADED);
        application.assertCharged(wallet, "upstream_error");
    }

    /** It says when it will; the call after it goes by a new connection. */
    @Test
    void closesIdleConnectionsAsAnnounced() {
        String body = "{\"usage\":{}}";
        for (int i = 0; i < 10; i++) {
            claude.next(ClaudeStandIn.raw(
                    JSON_HEAD + "keep-alive: timeout=1\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));

            assertThat(application.call(PREPAID, wallet, question(MODEL, false)).statusCode())
                    .isEqualTo(200);
        }
        application.assertOutcomes(wallet, Collections.nCopies(10, "ok").toArray(String[]::new));
    }

    /** Noticed where the connection has been idle for more than two seconds. */
    @Test
    void closesIdleConnectionsWithoutAWord() throws Exception {
        String body = "{\"usage\":{}}";
        for (int i = 0; i < 2; i++) {
            claude.next(ClaudeStandIn.raw(JSON_HEAD + "content-length: " + body.length() + "\r\n\r\n" + body));
            assertThat(application.call(PREPAID, wallet, question(MODEL, false)).statusCode())
                    .isEqualTo(200);
            Thread.sleep(2_500); // what is tested is the passing of time
        }
        application.assertOutcomes(wallet, "ok", "ok");
    }

    private void assertFreeOfCharge(String told, Misbehaviour upstream) {
        assertUnavailable(told, upstream);
        application.assertFree(wallet, "upstream_error");
    }

    /** Whatever the client asked for; nothing says more than it should. */
    private void assertUnavailable(String told, Misbehaviour upstream) {
        for (boolean stream : List.of(false, true)) {
            claude.next(upstream);
            assertUnavailable(told, stream);
        }
    }

    private void assertUnavailable(String told, boolean stream) {
        HttpResponse<String> refusal = application.call(PREPAID, wallet, question(MODEL, stream));

        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(refusal.headers().firstValue("retry-after")).isPresent();
        assertThat(Gateway.json(refusal).path("detail").asText()).isEqualTo("Backend service error: " + told);
    }

    /** The client gets these events and the end, though the upstream then keeps the connection open. */
    private void assertEndsAtOnce(String... events) {
        claude.next(stream(upstream -> {
            for (String event : events) {
                upstream.send(event);
            }
            upstream.silence();
        }));
        long begun = System.nanoTime();

        assertThat(application.call(PREPAID, wallet, question(MODEL, true)).body())
                .isEqualTo(String.join("", events));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(UnderFaults.UPSTREAM_PATIENCE);
    }

    private static String lastEvent(String stream) {
        String[] events = stream.split("(?<=\n\n)", -1);
        return events[events.length - 2];
    }

    /** The text with the first of two bytes of a character in place of the bar. */
    private static byte[] withHalfACharacter(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        bytes[text.indexOf('|')] = (byte) 0xc3;
        return bytes;
    }
}
