package dev.tollgate.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.testing.JpStandIn;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.StandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches from hosts that mean no good, over real sockets. */
class FetcherTest {

    private static final int MIB = 1 << 20;
    private static final String JSON =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private static final String SHA256_OF_JSON = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir
    private Path folder;

    private final StandIn host = JpStandIn.start();
    private final Names names = new Names().with("127.0.0.1", "127.0.0.1").with("proof.example.com", "127.0.0.1");

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void saysWhatItHasFound() throws Exception {
        host.next(StandIn.raw(JSON));

        assertThat(fetch("/proof.json?a=%2f#there")).isEqualTo(new Fetched(SHA256_OF_JSON, 2, "application/json"));
        assertThat(host.takeRequest().path()).isEqualTo("/proof.json?a=%2f");
    }

    @Test
    void saysNothingOfUs() throws Exception {
        host.next(StandIn.raw(JSON.replace("OK\r\n", "OK\r\nSet-Cookie: id=1; Path=/\r\nConnection: keep-alive\r\n")));
        host.next(StandIn.raw(JSON));
        try (Fetcher fetcher = fetcher(true, LONG)) {
            fetcher.fetch(url("proof.example.com", "/"));
            fetcher.fetch(url("proof.example.com", "/"));
        }

        assertThat(host.connectionsAccepted()).isEqualTo(2);
        for (ReceivedRequest request : host.requests()) {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.headers())
                    .containsOnlyKeys("host", "accept", "accept-encoding", "user-agent", "connection");
            assertThat(request.header("host")).hasValue("proof.example.com:" + host.port());
            assertThat(request.header("accept-encoding")).hasValue("identity");
            assertThat(request.header("user-agent")).hasValue("Tollgate");
        }
    }

    @Test
    void aNameThatHasTurnedInsideSinceItWasFiledIsNotConnectedTo() throws Exception {
        names.with("rebinding.example.com", "93.184.215.14").with("rebinding.example.com", "127.0.0.1");
        String url = "https://rebinding.example.com/";
        UrlRules rules = rules(false);

        rules.check(url);

        try (Fetcher fetcher = fetcher(rules, LONG, SSLContext.getDefault())) {
            assertThatExceptionOfType(FetchFailed.class)
                    .isThrownBy(() -> fetcher.fetch(url))
                    .withMessage("the URL must have a host on the public internet")
                    .matches(failure -> !failure.worthRetrying());
        }
        assertThat(names.lookUps()).isEqualTo(2);
        assertThat(host.connectionsAccepted()).isZero();
    }

    @Test
    void theConnectionGoesToWhatWasCheckedWithoutAnotherLookUp() throws Exception {
        names.with("turning.example.com", "127.0.0.1").with("turning.example.com", "10.0.0.1");
        host.next(StandIn.raw(JSON));

        try (Fetcher fetcher = fetcher(true, LONG)) {
            assertThat(fetcher.fetch(url("turning.example.com", "/")).size()).isEqualTo(2);
        }
        assertThat(names.lookUps()).isEqualTo(1);
    }

    @Test
    void oneAddressInsideSpoilsAllOthers() throws Exception {
        names.with("mixed.example.com", "127.0.0.1", "10.0.0.1");

        try (Fetcher fetcher = fetcher(true, LONG)) {
            assertFails(
                    fetcher, url("mixed.example.com", "/"), false, "the URL must have a host on the public internet");
        }
        assertThat(host.connectionsAccepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com/", "https://user:x@example.com/", "https://[::1]/", "https://127.1/", "x"})
    void whatIsRefusedWhenItIsFiledIsNotFetchedEither(String url) throws Exception {
        try (Fetcher fetcher = fetcher(false, LONG)) {
            assertThatExceptionOfType(FetchFailed.class)
                    .isThrownBy(() -> fetcher.fetch(url))
                    .withMessageStartingWith("the URL must ")
                    .matches(failure -> !failure.worthRetrying());
        }
        assertThat(names.lookUps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 304})
    void redirectsAreNotFollowed(int status) throws Exception {
        host.next(StandIn.raw("HTTP/1.1 " + status + " x\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));

        assertFails("/", false, "the host redirects, and redirects aren't followed");
        assertThat(host.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 400, 404, 410, 429, 500, 503})
    void otherStatusesMayPass(int status) throws Exception {
        host.next(StandIn.raw("HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n\r\n"));

        assertFails("/", true, "the host answers with status " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunks", "end"})
    void oneMebibyteIsTheMost(String framing) throws Exception {
        host.next(connection -> write(connection, framing, new byte[MIB]));
        assertThat(fetch("/").size()).isEqualTo(MIB);

        host.next(connection -> write(connection, framing, new byte[MIB + 1]));
        assertFails("/", false, "it is larger than 1048576 bytes");
    }

    @Test
    void whatIsTooLargeIsNotReadToItsEnd() throws Exception {
        host.next(connection -> {
            head(connection, "Transfer-Encoding: chunked\r\n");
            while (true) {
                chunk(connection, new byte[64 * 1024]);
            }
        });
        assertFails("/", false, "it is larger than 1048576 bytes");

        host.next(StandIn.rawThenSilence("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"));
        assertFails("/", false, "it is larger than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "identity, gzip"})
    void aBombIsNotUnpacked(String encoding) throws Exception {
        byte[] bomb = bomb();
        host.next(connection -> {
            head(connection, "Content-Encoding: " + encoding + "\r\nContent-Length: " + bomb.length + "\r\n");
            connection.getOutputStream().write(bomb);
        });

        assertFails("/", false, "it comes packed, although it was asked for as it is");
    }

    @Test
    void aBombThatDoesNotSaySoIsNotUnpackedEither() throws Exception {
        byte[] bomb = bomb();
        host.next(connection -> write(connection, "length", bomb));

        assertThat(fetch("/").size()).isEqualTo(bomb.length);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'HTTP/1.1 200 OK', x", "'HTTP/1.1 200 OK\r\n', 'X: '", "'HTTP/1.1 200 OK\r\n\r\n', x"})
    void aHostThatDripsIsCutInTime(String beginning, String drop) throws Exception {
        host.next(connection -> {
            StandIn.raw(beginning).serve(connection);
            while (true) {
                StandIn.raw(drop).serve(connection);
                pause();
            }
        });
        long before = System.nanoTime();

        try (Fetcher fetcher = fetcher(true, SHORT)) {
            assertFails(fetcher, url("127.0.0.1", "/"), true, "the host took longer than 0 s");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        if (!drop.isEmpty()) {
            assertThat(host.requests().get(0).outcome()).succeedsWithin(Duration.ofSeconds(4));
        }
    }

    @Test
    void manyHeadersAreTooMany() throws Exception {
        host.next(StandIn.raw("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(200) + "\r\n"));

        assertFails("/", true, "the connection broke, or what came over it isn't HTTP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"})
    void whatBreaksMayPass(String answer) throws Exception {
        host.next(StandIn.raw(answer));

        assertFails("/", true, "the connection broke, or what came over it isn't HTTP");
    }

    @Test
    void aHostThatIsNotThereMayCome() throws Exception {
        host.refuseConnections();
        assertFails("/", true, "the host doesn't answer");

        try (Fetcher fetcher = fetcher(false, LONG)) {
            assertFails(fetcher, "https://nobody.example.com/", true, "the host's name doesn't resolve");
        }
    }

    @Test
    void noProxyIsAsked() throws Exception {
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", "1");
        host.next(StandIn.raw(JSON));
        try {
            assertThat(fetch("/").size()).isEqualTo(2);
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    @Test
    void tlsIsForTheNameThatWasAskedFor() throws Exception {
        names.with("wrong.example.com", "127.0.0.1").with("PROOF.example.com", "127.0.0.1");
        try (TlsServer server = new TlsServer(folder, "proof.example.com", "{}".getBytes(StandardCharsets.UTF_8));
                Fetcher fetcher = fetcher(rules(true), LONG, server.trusting())) {
            assertThat(fetcher.fetch("https://proof.example.com:" + server.port() + "/"))
                    .isEqualTo(new Fetched(SHA256_OF_JSON, 2, "application/json"));
            assertThat(fetcher.fetch("https://PROOF.example.com:" + server.port() + "/")
                            .sha256())
                    .isEqualTo(SHA256_OF_JSON);
            for (String wrong : new String[] {"wrong.example.com", "127.0.0.1"}) {
                assertFails(
                        fetcher,
                        "https://" + wrong + ":" + server.port() + "/",
                        true,
                        "the host's TLS can't be trusted");
            }
        }
    }

    @Test
    void tlsIsCheckedAgainstTheAuthoritiesThatJavaKnows() throws Exception {
        try (TlsServer server = new TlsServer(folder, "proof.example.com", "{}".getBytes(StandardCharsets.UTF_8));
                Fetcher fetcher = fetcher(true, LONG)) {
            assertFails(
                    fetcher,
                    "https://proof.example.com:" + server.port() + "/",
                    true,
                    "the host's TLS can't be trusted");
        }
    }

    private Fetched fetch(String path) throws Exception {
        try (Fetcher fetcher = fetcher(true, LONG)) {
            return fetcher.fetch(url("127.0.0.1", path));
        }
    }

    private void assertFails(String path, boolean worthRetrying, String message) throws Exception {
        try (Fetcher fetcher = fetcher(true, LONG)) {
            assertFails(fetcher, url("127.0.0.1", path), worthRetrying, message);
        }
    }

    private static void assertFails(Fetcher fetcher, String url, boolean worthRetrying, String message) {
        assertThatExceptionOfType(FetchFailed.class)
                .isThrownBy(() -> fetcher.fetch(url))
                .withMessage(message)
                .matches(failure -> failure.worthRetrying() == worthRetrying, "worthRetrying " + worthRetrying);
    }

    private String url(String name, String path) {
        return "http://" + name + ":" + host.port() + path;
    }

    private Fetcher fetcher(boolean allowLoopback, Duration timeLimit) throws Exception {
        return fetcher(rules(allowLoopback), timeLimit, SSLContext.getDefault());
    }

    private static Fetcher fetcher(UrlRules rules, Duration timeLimit, SSLContext tls) {
        return new Fetcher(rules, timeLimit, new TimeLimit("test-fetch", 4), CheckedConnections.client(rules, tls, 4));
    }

    private UrlRules rules(boolean allowLoopback) {
        return new UrlRules(allowLoopback, names, new TimeLimit("test", 4));
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[MIB];
            for (int i = 0; i < 100; i++) {
                zip.write(zeros);
            }
        }
        return bomb.toByteArray();
    }

    private static void write(Socket connection, String framing, byte[] body) throws IOException {
        switch (framing) {
            case "length" -> {
                head(connection, "Content-Length: " + body.length + "\r\n");
                connection.getOutputStream().write(body);
            }
            case "chunks" -> {
                head(connection, "Transfer-Encoding: chunked\r\n");
                chunk(connection, body);
                chunk(connection, new byte[0]);
            }
            default -> {
                head(connection, "Connection: close\r\n");
                connection.getOutputStream().write(body);
            }
        }
    }

    private static void head(Socket connection, String headers) throws IOException {
        StandIn.raw("HTTP/1.1 200 OK\r\n" + headers + "\r\n").serve(connection);
    }

    private static void chunk(Socket connection, byte[] bytes) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50); // the drip itself, not a wait for anything
        } catch (InterruptedException e) {
            throw new IOException("the stand-in stops", e);
        }
    }
}
