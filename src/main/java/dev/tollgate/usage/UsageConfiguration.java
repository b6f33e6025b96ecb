package dev.tollgate.usage;

import dev.tollgate.ledger.FinishedHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans about usage. Routes know {@code usageRollUp} and {@code usagePruning} by name. */
@Configuration(proxyBeanMethods = false)
class UsageConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Bean
    UsageRollUp usageRollUp(JdbcClient jdbc, PlatformTransactionManager transactions, ZoneId businessZone) {
        return new UsageRollUp(
                new FinishedHistory(jdbc, "usage", PATIENCE),
                jdbc,
                new TransactionTemplate(transactions),
                businessZone);
    }

    @Bean
    UsagePruning usagePruning(JdbcClient jdbc, @Value("${tollgate.usage.keep-days:400}") @Nullable Integer keepDays) {
        return new UsagePruning(jdbc, keepDays);
    }

    @Bean
    UsageQuery usageQuery(ZoneId businessZone) {
        return new UsageQuery(businessZone, Clock.systemUTC());
    }

    @Bean
    UsageExport usageExport(JdbcClient jdbc) {
        return new UsageExport(jdbc);
    }
}
