package dev.tollgate.payout;

import dev.tollgate.evm.EvmSettings;
import dev.tollgate.evm.PayerNode;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans around payouts. Routes know {@code payouts} by name. */
@Configuration(proxyBeanMethods = false)
class PayoutConfiguration {

    @Bean
    Treasury treasury(PayoutSettings settings, PayerNode node) {
        return new Treasury(settings, node);
    }

    @Bean
    PayoutAsset payoutAsset(PayoutSettings settings, JdbcClient jdbc, PayerNode node) {
        return new PayoutAsset(settings, new PayoutTokens(jdbc), node);
    }

    /** Needs {@code payoutAsset}: by then the books know every token. */
    @Bean
    Payouts payouts(
            PayoutSettings settings,
            EvmSettings evm,
            PayerNode node,
            Treasury treasury,
            PayoutAsset asset,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ObjectProvider<PayoutBook> books,
            ObjectProvider<PayoutStep> steps) {
        return wire(
                settings,
                evm.confirmations(),
                node,
                treasury,
                jdbc,
                new TransactionTemplate(transactions),
                new Told(books),
                new Steps(steps));
    }

    static Payouts wire(
            PayoutSettings settings,
            int confirmations,
            PayerNode node,
            Treasury treasury,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Told told,
            Steps steps) {
        var table = new PayoutTable(jdbc, new PayoutTokens(jdbc));
        var attempts = new AttemptTable(jdbc, table, node.chainId());
        var waiting = new Waiting(table, told, transaction, settings.lookAgainAfter(), node.chainId());
        var signing = new Signing(settings, node, treasury, table, attempts, waiting, transaction, steps);
        var broadcasting = new Broadcasting(settings, node, treasury, table, attempts, told, transaction, steps);
        var following = new Following(node, table, attempts, broadcasting, waiting, told, transaction, steps);
        return new Payouts(node, confirmations, treasury, table, attempts, waiting, signing, broadcasting, following);
    }
}
