package dev.tollgate.faults;

import static dev.tollgate.faults.UnderFaults.METERED;
import static dev.tollgate.faults.UnderFaults.PREPAID;
import static dev.tollgate.faults.UnderFaults.question;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.RawHttp;
import dev.tollgate.testing.StandIn.Misbehaviour;
import dev.tollgate.wallet.StreamClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients can do to the application, and to each other. */
@Timeout(120)
class ClientFaultsTest {

    @RegisterExtension
    static final SharedApplication APPLICATION = new SharedApplication();

    private static final String MODEL = "claude-test-1";
    private static final int SLOW_CLIENTS = 40;
    private static final int EVENTS = 11;
    private static final int IDLE_CONNECTIONS = 5_000;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Sends until it is cut off. */
    private static final Misbehaviour ENDLESS = stream(upstream -> {
        upstream.send(MESSAGE_START);
        String event = textDelta("x".repeat(10_000));
        while (true) {
            upstream.send(event);
        }
    });

    private final UnderFaults application = APPLICATION.get();
    private final String wallet = application.wallet();

    /** More of them than there are threads for pings, and nobody else has to wait for one. */
    @Test
    void readAByteASecond() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW_CLIENTS; i++) {
            application.claude().next(ENDLESS);
            slow.add(StreamClient.send(application.url() + METERED, question(MODEL, true), wallet));
        }
        await().atMost(SOON).until(() -> application.claude().requests().size() == SLOW_CLIENTS);
        try (StreamClient other = application.stream(PREPAID, application.wallet(), "sandbox-stall-after-1")) {
            assertThat(other.event()).startsWith("event: message_start\n");
            assertThat(other.event()).startsWith("event: ping\n");
        }

        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
            for (Socket socket : slow) {
                readOneByte(socket);
            }
            return application.outcomes(wallet).size() == SLOW_CLIENTS;
        });
        assertThat(application.outcomes(wallet)).containsOnly("client_abort");
        assertThat(application.holds(wallet)).containsOnly("POSTED");
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private static void readOneByte(Socket socket) {
        try {
            int unused = socket.getInputStream().read();
        } catch (IOException cut) {
            // that is what is waited for
        }
    }

    @Test
    void disconnectAtEachEvent() {
        List<String> wallets = new ArrayList<>();
        for (int read = 0; read <= EVENTS; read++) {
            String each = application.wallet();
            wallets.add(each);
            StreamClient client = application.stream(PREPAID, each, "sandbox-events-5-every-20ms");
            for (int i = 0; i < read; i++) {
                assertThat(client.event()).isNotNull();
            }
            client.reset();
        }
        for (String each : wallets) {
            await().atMost(SOON)
                    .until(() -> application.outcomes(each).stream()
                            .anyMatch(outcome -> outcome.equals("client_abort") || outcome.equals("ok")));
            assertThat(application.outcomes(each)).hasSize(1);
            assertThat(application.holds(each)).containsExactly("POSTED");
            assertThat(application.balance(each)).isEqualTo(UnderFaults.AFTER_ONE_CALL);
        }
        assertThat(application.outcomes(wallets.get(0))).containsExactly("client_abort");
    }

    @Test
    void disconnectBeforeTheAnswer() throws Exception {
        Socket client =
                StreamClient.send(application.url() + PREPAID, question("sandbox-events-5-every-20ms", true), wallet);
        await().atMost(SOON).until(() -> !application.claude().requests().isEmpty());
        client.setSoLinger(true, 0);
        client.close();

        await().atMost(SOON).until(() -> application.outcomes(wallet).contains("client_abort"));
        assertThat(application.holds(wallet)).containsExactly("POSTED");
    }

    @Test
    void sendTheirBodyAByteASecond() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW_CLIENTS; i++) {
            slow.add(RawHttp.connect(application.url()));
            slow.get(i).getOutputStream().write(head(1_000));
        }
        for (int second = 0; second < 4; second++) {
            for (Socket socket : slow) {
                writeOneByte(socket);
            }
            Thread.sleep(1_000); // what is tested is the passing of time
        }
        for (Socket socket : slow) {
            RawHttp.Answer answer = RawHttp.read(socket.getInputStream());
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).isEqualTo("{\"detail\":\"The request's body did not come in time\"}");
            socket.close();
        }
        assertUnknown();
    }

    private static void writeOneByte(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
        } catch (IOException closed) {
            // whether it was answered first, the read tells
        }
    }

    @Test
    void sendHalfABodyAndLeave() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = RawHttp.connect(application.url())) {
                socket.getOutputStream().write(head(1_000));
                socket.getOutputStream().write("{\"model\":".getBytes(US_ASCII));
                if (i % 2 == 0) {
                    socket.shutdownOutput();
                    assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(400);
                } else {
                    socket.setSoLinger(true, 0);
                }
            }
        }
        assertUnknown();
    }

    /** Of 8 MB in all, three clients of 3 MiB each: one comes too much, and small requests don't notice. */
    @Test
    void sendMoreThanThereIsMemoryFor() throws Exception {
        byte[] part = " ".repeat(3 * 1024 * 1024).getBytes(US_ASCII);
        List<Socket> large = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            large.add(RawHttp.connect(application.url()));
            large.get(i).getOutputStream().write(head(part.length + 1));
            large.get(i).getOutputStream().write(part);
        }
        await().atMost(SOON).until(() -> application.metric("tollgate_edge_body_bytes") > 5_000_000);

        RawHttp.Answer refused = RawHttp.send(application.url(), concat(head(part.length), part));
        String small = application.wallet();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).hasValue("1");
        assertThat(refused.text())
                .isEqualTo("{\"detail\":\"Too many large requests are under way; try again shortly\"}");
        assertThat(application.call(PREPAID, small, question("sandbox", false)).statusCode())
                .isEqualTo(200);
        for (Socket socket : large) {
            socket.close();
        }
        await().atMost(SOON).until(() -> application.metric("tollgate_edge_body_bytes") == 0);
        assertUnknown();
    }

    @Test
    void holdFiveThousandIdleConnections() throws Exception {
        URI url = URI.create(application.url());
        List<SocketChannel> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                idle.add(SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort())));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(application
                                .call(PREPAID, wallet, question("sandbox", i % 2 == 0))
                                .statusCode())
                        .isEqualTo(200);
            }
            application.assertOutcomes(wallet, Collections.nCopies(20, "ok").toArray(String[]::new));
        } finally {
            for (SocketChannel connection : idle) {
                connection.close();
            }
        }
    }

    /** The request never came to the books. */
    private void assertUnknown() {
        assertThat(application.holds(wallet)).isEmpty();
        assertThat(application.outcomes(wallet)).isEmpty();
        assertThat(application.balance(wallet)).isEqualTo("1.0");
    }

    private byte[] head(int length) {
        return RawHttp.head(
                "POST",
                PREPAID,
                RawHttp.lines(
                        "Content-Type: application/json", "X-User-Address: " + wallet, "Content-Length: " + length));
    }

    private static byte[] concat(byte[] head, byte[] body) {
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
