package dev.tollgate.quota;

import java.time.Duration;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans about limits that all replicas share. Routes know {@code dayClose} by name. */
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A zone that is set to nothing is UTC. */
    @Bean
    BusinessDay businessDay(@Value("${tollgate.business-zone:}") String zone) {
        return new BusinessDay(zone.isBlank() ? "UTC" : zone.strip());
    }

    /** The same zone, for whoever counts by its hours and days. */
    @Bean
    ZoneId businessZone(BusinessDay day) {
        return day.zone();
    }

    @Bean
    RequestLimits requestLimits(DataSource dataSource, BusinessDay day) {
        return new RequestLimits(dataSource, day, PATIENCE);
    }

    @Bean
    DayClose dayClose(JdbcClient jdbc, PlatformTransactionManager transactions, BusinessDay day) {
        return new DayClose(jdbc, new TransactionTemplate(transactions), day);
    }
}
