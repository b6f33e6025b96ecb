package dev.tollgate.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final byte[] BODY = "{}".getBytes(UTF_8);

    @Test
    void theSameRequestHasTheSame() {
        assertThat(Fingerprint.of("POST", "/a", "q=1", "application/json", BODY))
                .isEqualTo(Fingerprint.of("POST", "/a", "q=1", "application/json", "{}".getBytes(UTF_8)));
    }

    @Test
    void everyPartCountsAndNoneBlursIntoAnother() {
        assertThat(Stream.of(
                        Fingerprint.of("POST", "/a", "q=1", "application/json", BODY),
                        Fingerprint.of("PUT", "/a", "q=1", "application/json", BODY),
                        Fingerprint.of("POST", "/b", "q=1", "application/json", BODY),
                        Fingerprint.of("POST", "/a", "q=2", "application/json", BODY),
                        Fingerprint.of("POST", "/a", "", "application/json", BODY),
                        Fingerprint.of("POST", "/a", null, "application/json", BODY),
                        Fingerprint.of("POST", "/a", "q=1", "text/json", BODY),
                        Fingerprint.of("POST", "/a", "q=1", null, BODY),
                        Fingerprint.of("POST", "/a", "q=1", "application/json", "{ }".getBytes(UTF_8)),
                        Fingerprint.of("POST", "/aq", "=1", "application/json", BODY),
                        Fingerprint.of("POST", "/a", "q=1", "application/json{", "}".getBytes(UTF_8))))
                .doesNotHaveDuplicates();
    }
}
