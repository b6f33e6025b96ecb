package dev.tollgate.users;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Users and how they sign in; prefix {@code tollgate.sign-in}.
 *
 * @param secretKey {@code SECRET_KEY}, 32 bytes or more
 * @param tokenTtl {@code ACCESS_TOKEN_EXPIRE_MINUTES}
 * @param adminUsername {@code ADMIN_USERNAME}; with the two below user 1, who is made at the first start
 * @param attemptsPerAccount how often one may try in a window
 * @param attemptsPerAddress the same of an address, behind which there may be many people
 * @param registrationsPerMinute how many users a replica registers, however many ask
 */
@ConfigurationProperties("tollgate.sign-in")
public record SignInSettings(
        @DefaultValue("") String secretKey,
        @DefaultValue("10080m") Duration tokenTtl,
        @DefaultValue("admin") String adminUsername,
        @DefaultValue("") String adminPassword,
        @DefaultValue("admin@apihub.local") String adminEmail,
        @DefaultValue("10") int attemptsPerAccount,
        @DefaultValue("100") int attemptsPerAddress,
        @DefaultValue("15m") Duration window,
        @DefaultValue("60") int registrationsPerMinute) {

    /** Without the secrets. */
    @Override
    public String toString() {
        return "SignInSettings[" + adminUsername + "]";
    }
}
