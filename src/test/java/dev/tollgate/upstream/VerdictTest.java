package dev.tollgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.metering.Outcome;
import dev.tollgate.refusal.Refusal;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a call says of its URL, and the code by which an envelope finds its status. */
class VerdictTest {

    @ParameterizedTest
    @CsvSource({
        "302, upstream_error, BAD",
        "400, upstream_refused, GOOD",
        "401, upstream_refused_us, BAD",
        "402, upstream_refused_us, BAD",
        "403, upstream_refused_us, GOOD",
        "404, upstream_refused, GOOD",
        "407, upstream_refused_us, BAD",
        "408, upstream_error, GOOD",
        "413, upstream_refused, GOOD",
        "418, upstream_error, GOOD",
        "422, upstream_refused, GOOD",
        "429, upstream_refused, GOOD",
        "500, upstream_error, BAD",
        "502, upstream_error, BAD",
        "503, upstream_overloaded, BAD",
        "504, upstream_error, BAD",
        "529, upstream_overloaded, BAD",
    })
    void ofAStatus(int status, String code, Verdict verdict) {
        Refusal refusal = UpstreamErrors.status(status, Map.of(), new byte[0]);

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(Verdict.acquits(status) ? Verdict.GOOD : Verdict.of(refusal, null))
                .isEqualTo(verdict);
    }

    @Test
    void ofAConnection() {
        assertFailed(UpstreamErrors.failure(new ConnectException(), null), null, "upstream_unreachable", Verdict.BAD);
        assertFailed(
                UpstreamErrors.failure(new UnknownHostException(), null), null, "upstream_unreachable", Verdict.BAD);
        assertFailed(
                UpstreamErrors.failure(new ConnectTimeoutException("slow"), EndReason.SILENCE),
                EndReason.SILENCE,
                "upstream_unreachable",
                Verdict.BAD);
        assertFailed(
                UpstreamErrors.failure(new SocketTimeoutException(), EndReason.SILENCE),
                EndReason.SILENCE,
                "upstream_timeout",
                Verdict.BAD);
        assertFailed(UpstreamErrors.failure(new SocketException(), null), null, "upstream_error", Verdict.BAD);
        assertFailed(
                UpstreamErrors.failure(new SocketException(), EndReason.DURATION),
                EndReason.DURATION,
                "upstream_timeout",
                Verdict.NONE);
        for (EndReason ours : new EndReason[] {EndReason.SHUTDOWN, EndReason.CLIENT_GONE}) {
            assertFailed(UpstreamErrors.failure(new SocketException(), ours), ours, "unavailable", Verdict.NONE);
        }
        assertThat(Verdict.of(new UpstreamFailure("upstream's answer is not JSON"), null))
                .isEqualTo(Verdict.BAD);
        assertThat(Verdict.of(Refusal.unavailable("busy", Duration.ofSeconds(1)), null))
                .isEqualTo(Verdict.NONE);
    }

    @Test
    void ofAStream() {
        assertThat(Verdict.of(Outcome.OK, null)).isEqualTo(Verdict.GOOD);
        assertThat(Verdict.of(Outcome.UPSTREAM_ERROR, null)).isEqualTo(Verdict.BAD);
        assertThat(Verdict.of(Outcome.TIMEOUT, EndReason.SILENCE)).isEqualTo(Verdict.BAD);
        assertThat(Verdict.of(Outcome.TIMEOUT, EndReason.DURATION)).isEqualTo(Verdict.NONE);
        assertThat(Verdict.of(Outcome.CLIENT_ABORT, EndReason.CLIENT_GONE)).isEqualTo(Verdict.NONE);
        assertThat(Verdict.of(Outcome.SHUTDOWN, EndReason.SHUTDOWN)).isEqualTo(Verdict.NONE);
    }

    private static void assertFailed(Refusal refusal, @Nullable EndReason reason, String code, Verdict verdict) {
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(Verdict.of(refusal, reason)).isEqualTo(verdict);
    }
}
