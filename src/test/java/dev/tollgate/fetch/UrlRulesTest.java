package dev.tollgate.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be fetched, and the many ways to ask for what mayn't. */
class UrlRulesTest {

    private static final String PUBLIC = "93.184.215.14";

    private final Names names = new Names().with("example.com", PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/proof.json",
                "HTTPS://EXAMPLE.com",
                "https://example.com:443/a?b=c#d",
                "https://example.com:8443/",
                "https://93.184.215.14/proof.json",
                "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
                "https://nobody-knows-it.example.org/", // judged when it is fetched
                "https://xn--fiqs8s.xn--fiqz9s/%E8%AF%81",
            })
    void whatIsPublicPasses(String url) {
        assertThatCode(() -> rules(false).check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // not an https URL
                "",
                "example.com/proof.json",
                "//example.com/",
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "jar:https://example.com!/x",
                "data:application/json,%7B%7D",
                "https:example.com",
                "https:/example.com",
                "https:///example.com",
                "https://",
                "https://?x",
                " https://example.com/",
                "https://example.com/\r\nHost: 127.0.0.1",
                "https://example.com/\u0000",
                "https://example.com/a b",
                "https://ex\u00e4mple.com/",
                "https://example.com/\u8bc1",
                // ports
                "https://example.com:22/",
                "https://example.com:80/",
                "https://example.com:6379/",
                "https://example.com:0/",
                "https://example.com:-1/",
                "https://example.com:65979/", // 443 in 16 bits
                "https://example.com:443:22/",
                // user-info, and what some parsers take for the host
                "https://user@example.com/",
                "https://user:secret@example.com/",
                "https://@example.com/",
                "https://example.com@127.0.0.1/",
                "https://127.0.0.1@example.com/",
                "https://example.com%40127.0.0.1/",
                "https://example.com\\@127.0.0.1/",
                "https://127.0.0.1\\.example.com/",
                "https://127.0.0.1#@example.com/",
                "https://127.0.0.1?@example.com/",
                "https://127.0.0.1%00.example.com/",
                "https://127.0.0.1%2f.example.com/",
                "https://127.0.0.1;.example.com/",
            })
    void whatIsNoPlainHttpsUrlIsRefused(String url) {
        assertRefused(rules(false), url);
        assertThat(names.lookUps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // IPv4 that isn't public
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                // the same in other notations, and those alone: 8.8.8.8 is refused as 134744072, too
                "2130706433",
                "0x7f000001",
                "0x7F.1",
                "017700000001",
                "127.1",
                "127.0.1",
                "0",
                "0177.0.0.1",
                "127.0.0.01",
                "0x7f.0.0.1",
                "127.0.0.0x1",
                "134744072",
                "010.8.8.8",
                "127.0.0.1.",
                "127.0.0.1..",
                ".127.0.0.1",
                "127..0.0.1",
                "1.2.3.4.5",
                "256.0.0.1",
                "383.0.0.1", // 127 in 8 bits
                "%31%32%37.0.0.1",
                "127.0.0.%31",
                "127%2e0%2e0%2e1",
                "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
                "127\u30020\u30020\u30021",
                "\u2460\u2461\u2466.0.0.1",
                "\u0661\u0662\u0667.0.0.1",
                // IPv6
                "[::]",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[0000::0001]",
                "[::1%25lo]",
                "[::1%lo]",
                "[fe80::1]",
                "[fe80::1%25eth0]",
                "[2606:2800:21f:cb07:6820:80da:af6b:8b2c%25eth0]",
                "[febf::1]",
                "[fec0::1]",
                "[fc00::1]",
                "[fd00:ec2::254]",
                "[ff02::1]",
                "[::127.0.0.1]",
                "[::7f00:1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:169.254.169.254]",
                "[::ffff:0:127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b::10.0.0.1]",
                "[64:ff9b:1::10.0.0.1]",
                "[100::1]",
                "[2001::1]", // Teredo
                "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
                "[2001:2::1]",
                "[2001:10::1]",
                "[2001:db8::1]",
                "[2002:7f00:1::]",
                "[2002:a00:1::1]",
                "[3fff::1]",
                "[5f00::1]",
                "[v1.fe80::1]",
                "[127.0.0.1]",
                "::1",
                "[::1",
                // names
                "localhost",
                "LOCALHOST",
                "localhost.",
                "localhost..",
                "a.localhost",
                "localhost.localdomain",
                "metadata",
                "metadata.google.internal",
                "printer.local",
                "printer.local.",
                "router.home.arpa",
                "db",
                "\u24dbocalhost",
                "local\u00adhost",
                "loca%6chost",
                "-example.com",
                "example-.com",
                "a_b.example.com",
                "example.com.",
                "example.com..",
                "exam\u200bple.com",
            })
    void literalInternalAddressesAreRefusedInAnyNotation(String host) {
        assertRefused(rules(false), "https://" + host + "/proof.json");
        assertRefused(rules(false), "https://" + host);
        assertThat(names.lookUps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "198.18.0.1",
                "224.0.0.1",
                "::1",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:7f00:1::",
                "2001:db8::1",
            })
    void aNameThatLeadsInsideIsRefusedWhereverTheAddressStands(String address) {
        names.with("only.example.com", address)
                .with("first.example.com", address, PUBLIC)
                .with("last.example.com", PUBLIC, "93.184.215.15", address);

        assertRefused(rules(false), "https://only.example.com/");
        assertRefused(rules(false), "https://first.example.com/");
        assertRefused(rules(false), "https://last.example.com/");
    }

    @Test
    void aUrlHasAtMost2048Characters() {
        String url = "https://example.com/" + "a".repeat(2_048 - "https://example.com/".length());

        assertThatCode(() -> rules(false).check(url)).doesNotThrowAnyException();
        assertRefused(rules(false), url + "a");
    }

    @Test
    void noUrlIsRefused() {
        assertThatExceptionOfType(UrlRefused.class)
                .isThrownBy(() -> rules(false).check(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080/sandbox/jp/proof.json",
                "http://localhost:8080/",
                "https://localhost/",
                "http://proof.localhost/",
                "http://[::1]:8080/",
                "http://example.com/",
                "http://loopback.example.com:1234/",
            })
    void theSandboxAllowsLoopbackAndPlainHttp(String url) {
        names.with("localhost", "127.0.0.1", "::1")
                .with("proof.localhost", "127.0.0.1")
                .with("loopback.example.com", "127.0.0.1");

        assertThatCode(() -> rules(true).check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[fd00::1]/",
                "http://0.0.0.0/",
                "http://2130706433/",
                "http://127.1/",
                "http://user@127.0.0.1/",
                "http://metadata.google.internal/",
                "http://inside.example.com/",
                "http://localhost/",
            })
    void theSandboxAllowsNothingElseInside(String url) {
        names.with("inside.example.com", "10.0.0.1").with("localhost", "127.0.0.1", "192.168.0.1");

        assertRefused(rules(true), url);
    }

    @Test
    void aNameWhoseLookUpTakesTooLongPasses() {
        CountDownLatch end = new CountDownLatch(1);
        UrlRules rules = new UrlRules(false, host -> slowly(end), new TimeLimit("test", 1));
        long before = System.nanoTime();

        rules.check("https://slow.example.com/");
        rules.check("https://slow.example.com/"); // no thread is left for its look-up

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        end.countDown();
    }

    @Test
    void aRefusalDoesNotSayWhatAnAddressIs() {
        names.with("inside.example.com", "10.1.2.3");

        assertThatExceptionOfType(UrlRefused.class)
                .isThrownBy(() -> rules(false).check("https://inside.example.com/"))
                .withMessage("must have a host on the public internet");
    }

    private UrlRules rules(boolean allowLoopback) {
        return new UrlRules(allowLoopback, names, new TimeLimit("test", 4));
    }

    private static void assertRefused(UrlRules rules, String url) {
        assertThatExceptionOfType(UrlRefused.class).as(url).isThrownBy(() -> rules.check(url));
    }

    /** Like the system's own, it can't be interrupted. */
    private static List<InetAddress> slowly(CountDownLatch end) throws UnknownHostException {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                continue;
            }
        }
        throw new UnknownHostException();
    }
}
