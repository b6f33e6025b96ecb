package dev.tollgate.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tollgate.quota.RequestsLeft.Window;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitHeadersTest {

    private static final Window MINUTE = new Window(60, 12, 31);
    private static final Window DAY = new Window(1000, 900, 40_000);

    @Test
    void bothWindowsAreNamedAndOpenAisAreTheMinute() {
        assertThat(LimitHeaders.of(new RequestsLeft(MINUTE, DAY)))
                .containsExactly(
                        entry("ratelimit-policy", "\"rpm\";q=60;w=60, \"rpd\";q=1000;w=86400"),
                        entry("ratelimit", "\"rpm\";r=12;t=31, \"rpd\";r=900;t=40000"),
                        entry("x-ratelimit-limit-requests", "60"),
                        entry("x-ratelimit-remaining-requests", "12"),
                        entry("x-ratelimit-reset-requests", "31s"));
    }

    @Test
    void aSubjectWithoutALimitPerMinuteIsToldOfItsDay() {
        assertThat(LimitHeaders.of(new RequestsLeft(null, DAY)))
                .containsExactly(
                        entry("ratelimit-policy", "\"rpd\";q=1000;w=86400"),
                        entry("ratelimit", "\"rpd\";r=900;t=40000"),
                        entry("x-ratelimit-limit-requests", "1000"),
                        entry("x-ratelimit-remaining-requests", "900"),
                        entry("x-ratelimit-reset-requests", "40000s"));
    }

    @Test
    void aSubjectWithoutALimitPerDayIsToldOfItsMinute() {
        assertThat(LimitHeaders.of(new RequestsLeft(MINUTE, null)))
                .containsEntry("ratelimit-policy", "\"rpm\";q=60;w=60")
                .containsEntry("ratelimit", "\"rpm\";r=12;t=31")
                .containsEntry("x-ratelimit-reset-requests", "31s");
    }

    @Test
    void withoutLimitsThereAreNoHeaders() {
        assertThat(LimitHeaders.of(RequestsLeft.UNLIMITED)).isEmpty();
    }

    @Test
    void aRefusalSaysWhichLimitAndWhenToComeBack() {
        var minute = new RateLimitExceeded(new RequestsLeft(new Window(60, 0, 31), DAY));
        var day = new RateLimitExceeded(new RequestsLeft(new Window(60, 0, 31), new Window(1000, 0, 40_000)));

        assertThat(minute.status()).isEqualTo(429);
        assertThat(minute.code()).isEqualTo("rate_limit_exceeded");
        assertThat(minute.message()).isEqualTo("Rate limit reached: 60 requests per minute; try again in 31 s");
        assertThat(minute.retryAfter()).isEqualTo(Duration.ofSeconds(31));
        assertThat(minute.headers())
                .containsEntry("ratelimit", "\"rpm\";r=0;t=31, \"rpd\";r=900;t=40000")
                .containsEntry("x-ratelimit-remaining-requests", "0");
        assertThat(day.message()).isEqualTo("Rate limit reached: 1000 requests per day; try again in 40000 s");
        assertThat(day.retryAfter()).isEqualTo(Duration.ofSeconds(40_000));
        assertThat(day.headers())
                .containsEntry("ratelimit", "\"rpm\";r=0;t=31, \"rpd\";r=0;t=40000")
                .containsEntry("x-ratelimit-reset-requests", "40000s");
    }
}
