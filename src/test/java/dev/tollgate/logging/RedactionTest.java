package dev.tollgate.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer S3CRET-abc.def",
                "authorization=[Bearer S3CRET]",
                "{\"Authorization\": \"Basic S3CRETabc==\"}",
                "Proxy-Authorization: S3CRET",
                "sent bearer S3CRET0123456789",
                "x-api-key: S3CRET",
                "X-API-KEY=S3CRET, accept=*/*",
                "{\"api_key\":\"S3CRET\"}",
                "apiKey='S3CRET'",
                "Cookie: a=S3CRET; b=S3CRET",
                "ADMIN_PASSWORD=S3CRET",
                "{\"password\" : \"S3CRET\"}",
                "SECRET_KEY=S3CRET",
                "INTERNAL_API_TOKEN=S3CRET",
                "TREASURY_PRIVATE_KEY=0xS3CRET",
                "GET https://example.org/v1?key=S3CRET&alt=sse",
                "GET https://example.org/v1?access_token=S3CRET",
                "GET https://example.org/pay?pid=1&sign=S3CRET&type=x",
                "connecting to postgresql://ada:S3CRET@db:5432/t",
                "the key sk-ant-S3CRET_0123456789 was refused",
                "the key sk-S3CRET0123456789abcdef was refused",
                "token eyJhbGciOiJIUzI1NiJ9.S3CRET.S3CRET is over",
            })
    void takesOutWhatLooksLikeASecret(String text) {
        assertThat(Redaction.redact(text)).doesNotContain("S3CRET").contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Charged 0.049152 MON for hold 0b5c6c1e-8d55-4b2f-9f0a-2a7d4f3a1c11",
                "usage: {\"input_tokens\": 12, \"output_tokens\": 30}, \"max_tokens\": 4096",
                "GET http://127.0.0.1:8080/api/v1/balance/0x1234567890abcdef1234567890abcdef12345678",
                "tx 0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b confirmed",
                "PostgreSQL runs on /data/postgres at port 5432",
                "Basic health check passed",
            })
    void leavesTheRestAlone(String text) {
        assertThat(Redaction.redact(text)).isEqualTo(text);
    }

    @Test
    void keepsTheNameOfTheSecretAndWhatFollows() {
        assertThat(Redaction.redact("x-api-key: abc, accept: */*")).isEqualTo("x-api-key: ***, accept: */*");
        assertThat(Redaction.redact("http://u:pw@h/p?token=abc&n=1")).isEqualTo("http://u:***@h/p?token=***&n=1");
    }

    @Test
    void isFastOnLongText() {
        String text = "password".repeat(5_000) + " eyJ".repeat(5_000) + "://".repeat(5_000);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean(); // CPU time: builds beside this one don't count
        long startedAt = threads.getCurrentThreadCpuTime();
        Redaction.redact(text);
        assertThat(threads.getCurrentThreadCpuTime() - startedAt).isLessThan(2_000_000_000L);
    }
}
