package dev.tollgate.tokens;

import dev.tollgate.ledger.Amount;
import dev.tollgate.ledger.FinishedHistory;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerOperations;
import dev.tollgate.payments.Payments;
import dev.tollgate.users.UserAdministration;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans about users' money. Routes know {@code tokenDesk}, {@code tokenOrders} and {@code tokenTotals} by name. */
@Configuration(proxyBeanMethods = false)
class TokensConfiguration {

    @Bean
    TokenRecharges tokenRecharges(Ledger ledger) {
        return new TokenRecharges(ledger);
    }

    @Bean
    TokenTotals tokenTotals(FinishedHistory history, JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new TokenTotals(history, jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    TokenOrders tokenOrders(Payments payments, @Value("${tollgate.tokens.per-cny:}") @Nullable BigDecimal perCny) {
        return new TokenOrders(payments, perCny);
    }

    @Bean
    TokenDesk tokenDesk(
            Ledger ledger,
            LedgerOperations operations,
            UserAdministration users,
            Amount amounts,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        return new TokenDesk(ledger, operations, users, amounts, jdbc, new TransactionTemplate(transactions));
    }
}
