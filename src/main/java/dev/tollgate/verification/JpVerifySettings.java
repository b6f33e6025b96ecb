package dev.tollgate.verification;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The verification server; prefix {@code tollgate.jp-verify}. Off where either is missing.
 *
 * @param url {@code JP_VERIFY_URL}, below which the contract's paths are
 * @param token {@code JP_VERIFY_TOKEN}, which it knows us by
 */
@ConfigurationProperties("tollgate.jp-verify")
record JpVerifySettings(
        @DefaultValue("") String url, @DefaultValue("") String token) {

    boolean isOn() {
        return !url.isBlank() && !token.isBlank();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "JpVerifySettings[" + isOn() + "]";
    }
}
