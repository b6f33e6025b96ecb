package dev.tollgate.payments;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * EPay; prefix {@code tollgate.payments}. An empty key turns it off.
 *
 * @param url {@code EPAY_URL}, where submit.php, mapi.php and api.php are
 * @param pid {@code EPAY_PID}, our number there
 * @param key {@code EPAY_KEY}, the secret that signs
 * @param byMapi {@code EPAY_MAPI}: whether an order is announced at mapi.php, which answers a page of its own
 * @param orderTtl how long an order may be paid
 */
@ConfigurationProperties("tollgate.payments")
public record PaymentSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String pid,
        @DefaultValue("") String key,
        @DefaultValue("false") boolean byMapi,
        @DefaultValue("15m") Duration orderTtl) {

    boolean isOn() {
        return !url.isEmpty() && !pid.isEmpty() && !key.isEmpty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PaymentSettings[" + pid + "]";
    }
}
