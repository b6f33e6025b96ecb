package dev.tollgate.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger's beans. Routes know {@code holdSweep} and {@code invariantCheck} by name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerSettings.class)
class LedgerConfiguration {

    @Bean
    Ledger ledger(DataSource dataSource, LedgerSettings settings) {
        return new Ledger(dataSource, settings);
    }

    @Bean
    LedgerOperations ledgerOperations(Ledger ledger, DataSource dataSource) {
        return new LedgerOperations(ledger, dataSource);
    }

    @Bean
    Allowances allowances(JdbcClient jdbc) {
        return new Allowances(jdbc);
    }

    @Bean
    HoldSweep holdSweep(
            DataSource dataSource,
            Ledger ledger,
            LedgerSettings settings,
            ObjectProvider<LostHoldRecord> records,
            LedgerMetrics metrics) {
        return new HoldSweep(dataSource, ledger, settings, records.stream().toList(), metrics::holdLost);
    }

    @Bean
    FinishedHistory finishedHistory(DataSource dataSource) {
        return new FinishedHistory(dataSource);
    }

    @Bean
    InvariantCheck invariantCheck(DataSource dataSource) {
        return new InvariantCheck(dataSource);
    }

    @Bean
    LedgerWatch ledgerWatch(DataSource dataSource) {
        return new LedgerWatch(dataSource);
    }

    @Bean
    LedgerMetrics ledgerMetrics(MeterRegistry registry, LedgerWatch watch, Ledger ledger) {
        return new LedgerMetrics(registry, watch, ledger);
    }

    @Bean
    HealthIndicator ledgerHealthIndicator(LedgerWatch watch) {
        return new LedgerHealth(watch);
    }
}
