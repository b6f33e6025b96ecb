package dev.tollgate.identity;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.evm.EvmSettings;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans that tell wallets apart. Routes know {@code siweSignIn} by name. */
@Configuration(proxyBeanMethods = false)
class WalletAuthConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(WalletAuthConfiguration.class);
    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    WalletSessions walletSessions(JdbcClient jdbc, WalletAuthSettings settings, ChangeCounter changes) {
        return new WalletSessions(jdbc, settings.sessionTtl(), settings.sessionCacheTtl(), CLOCK, changes);
    }

    @Bean
    WalletIdentity walletIdentity(WalletAuthSettings settings, WalletSessions sessions, Environment environment) {
        if (settings.mode() == WalletAuth.HEADER && environment.matchesProfiles("production")) {
            LOG.warn("WALLET_AUTH=header: whoever knows a wallet's address spends its balance,"
                    + " unless something in front of this server authenticates callers");
        }
        return new WalletIdentity(settings.mode(), sessions);
    }

    @Bean
    SiweSignIn siweSignIn(
            PublicUrl publicUrl,
            EvmSettings evm,
            WalletAuthSettings settings,
            JdbcClient jdbc,
            WalletSessions sessions,
            PlatformTransactionManager transactions) {
        var nonces = new SiweNonces(jdbc, settings.nonceTtl(), new IssueLimit(settings.noncesPerMinuteMax(), CLOCK));
        return new SiweSignIn(
                new SiweRules(publicUrl, evm.chainId(), settings.nonceTtl()),
                nonces,
                sessions,
                settings,
                new TransactionTemplate(transactions),
                CLOCK);
    }
}
