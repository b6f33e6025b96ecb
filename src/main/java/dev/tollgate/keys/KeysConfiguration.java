package dev.tollgate.keys;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.ledger.Allowances;
import dev.tollgate.users.UserAdministration;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans about API keys. Routes know {@code apiKeyDesk}, {@code keyExpiry} and {@code keyModels} by name. */
@Configuration(proxyBeanMethods = false)
class KeysConfiguration {

    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    ApiKeys apiKeys(JdbcClient jdbc, ChangeCounter changes, Allowances allowances) {
        return new ApiKeys(jdbc, changes, allowances);
    }

    @Bean
    ApiKeyDesk apiKeyDesk(ApiKeys keys, UserAdministration users, PlatformTransactionManager transactions) {
        return new ApiKeyDesk(keys, users, new TransactionTemplate(transactions), CLOCK);
    }

    @Bean
    KeyModels keyModels() {
        return new KeyModels(System::nanoTime);
    }

    @Bean
    KeyExpiry keyExpiry(ApiKeys keys, PlatformTransactionManager transactions) {
        return new KeyExpiry(keys, new TransactionTemplate(transactions));
    }

    @Bean
    KeyIdentity keyIdentity(ApiKeys keys, UserAdministration users) {
        return new KeyIdentity(keys, users, CLOCK);
    }
}
