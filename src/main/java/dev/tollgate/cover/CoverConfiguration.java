package dev.tollgate.cover;

import dev.tollgate.ledger.Amount;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.payout.PayoutAsset;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The beans about what is sold and the capital behind it. Routes know {@code catalog}, {@code skuDesk}, {@code
 * capitalDesk}, {@code capitalSeed}, {@code exposure} and {@code exposureQuery} by name.
 */
@Configuration(proxyBeanMethods = false)
class CoverConfiguration {

    @Bean
    Skus skus(JdbcClient jdbc) {
        return new Skus(jdbc);
    }

    @Bean
    Catalog catalog() {
        return new Catalog();
    }

    @Bean
    SkuDesk skuDesk(Skus skus, Amount amounts, JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new SkuDesk(skus, new SkuTerms(amounts), jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    Capital capital(Ledger ledger) {
        return new Capital(ledger);
    }

    @Bean
    CapitalDesk capitalDesk(Ledger ledger, Skus skus, PayoutAsset payoutAsset, Amount amounts) {
        return new CapitalDesk(ledger, skus, payoutAsset, amounts);
    }

    @Bean
    CapitalSeed capitalSeed(
            Ledger ledger,
            JdbcClient jdbc,
            PayoutAsset payoutAsset,
            @Value("${tollgate.cover.seed-capital:}") @Nullable BigDecimal amount) {
        return new CapitalSeed(ledger, jdbc, payoutAsset, amount);
    }

    @Bean
    Exposure exposure(JdbcClient jdbc, PlatformTransactionManager transactions, ZoneId businessZone) {
        return new Exposure(jdbc, new TransactionTemplate(transactions), businessZone);
    }

    @Bean
    ExposureQuery exposureQuery(ZoneId businessZone) {
        return new ExposureQuery(businessZone, Clock.systemUTC());
    }
}
