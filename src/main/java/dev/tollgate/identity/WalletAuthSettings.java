package dev.tollgate.identity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How wallets prove who they are; prefix {@code tollgate.wallet-auth}.
 *
 * @param mode {@code WALLET_AUTH}; the safe one where nothing, or an empty value, is configured
 * @param sessionTtl how long a session lasts
 * @param nonceTtl how long a nonce can be signed, and the longest time that a signed message may be good for
 * @param noncesPerMinuteMax how many nonces a replica issues, however many ask: each is a row until it expires
 * @param sessionCacheTtl how long a replica believes a session that nobody has ended by {@code /auth/siwe/sign-out},
 *     but deleted from the table by hand
 */
@ConfigurationProperties("tollgate.wallet-auth")
public record WalletAuthSettings(
        @DefaultValue("signature") WalletAuth mode,
        @DefaultValue("1h") Duration sessionTtl,
        @DefaultValue("5m") Duration nonceTtl,
        @DefaultValue("6000") int noncesPerMinuteMax,
        @DefaultValue("10s") Duration sessionCacheTtl) {}
