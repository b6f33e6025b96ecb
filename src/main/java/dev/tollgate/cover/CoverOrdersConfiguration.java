package dev.tollgate.cover;

import dev.tollgate.ledger.Ledger;
import dev.tollgate.payout.PayoutAsset;
import dev.tollgate.payout.Payouts;
import dev.tollgate.payout.Treasury;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The beans about orders and claims. Routes know {@code coverOrders}, {@code coverTimes}, {@code coverClaims}, {@code
 * coverClaimQuery}, {@code coverVerdicts}, {@code coverPayouts} and {@code coverClaimDesk} by name.
 */
@Configuration(proxyBeanMethods = false)
class CoverOrdersConfiguration {

    @Bean
    OrderTable coverOrderTable(JdbcClient jdbc, PayoutAsset assets) {
        return new OrderTable(jdbc, assets);
    }

    @Bean
    ClaimTable coverClaimTable(JdbcClient jdbc, OrderTable orders) {
        return new ClaimTable(jdbc, orders);
    }

    @Bean
    Orders coverOrders(Skus skus, OrderTable table, PayoutAsset payoutAsset, Ledger ledger) {
        return new Orders(skus, table, payoutAsset, ledger);
    }

    @Bean
    OrderTimes coverTimes(OrderTable table, Capital capital, PlatformTransactionManager transactions) {
        return new OrderTimes(table, capital, new TransactionTemplate(transactions));
    }

    @Bean
    Claims coverClaims(OrderTable orders, ClaimTable table, Ledger ledger, PlatformTransactionManager transactions) {
        return new Claims(orders, table, ledger, new TransactionTemplate(transactions));
    }

    @Bean
    ClaimQuery coverClaimQuery() {
        return new ClaimQuery();
    }

    @Bean
    ClaimVerdicts coverVerdicts(
            OrderTable orders, ClaimTable table, Capital capital, PlatformTransactionManager transactions) {
        return new ClaimVerdicts(orders, table, capital, new TransactionTemplate(transactions));
    }

    @Bean
    ClaimPayouts coverPayouts(
            OrderTable orders,
            ClaimTable table,
            Capital capital,
            Treasury treasury,
            Payouts payouts,
            PlatformTransactionManager transactions) {
        return new ClaimPayouts(orders, table, capital, treasury, payouts, new TransactionTemplate(transactions));
    }

    @Bean
    ClaimDesk coverClaimDesk(
            ClaimTable table, ClaimVerdicts verdicts, Payouts payouts, PlatformTransactionManager transactions) {
        return new ClaimDesk(table, verdicts, payouts, new TransactionTemplate(transactions));
    }
}
