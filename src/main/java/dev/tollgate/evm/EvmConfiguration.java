package dev.tollgate.evm;

import dev.tollgate.edge.Workload;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerOperations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The beans around the chain. Routes know {@code transitWallet}, {@code depositConfirmation}, {@code depositRecheck}
 * and {@code chainHealth} by name.
 */
@Configuration(proxyBeanMethods = false)
class EvmConfiguration {

    @Bean
    Chain chain(EvmSettings settings) {
        return new Chain(settings.rpcUrl(), settings.callTimeout());
    }

    @Bean
    PayerNode payerNode(Chain chain, EvmSettings settings) {
        return new PayerNode(chain, settings.chainId());
    }

    @Bean
    Deposits deposits(JdbcClient jdbc, EvmSettings settings) {
        return new Deposits(jdbc, settings.chainId());
    }

    @Bean
    DepositConfirmation depositConfirmation(
            EvmSettings settings,
            TransitWallet transitWallet,
            Chain chain,
            Deposits deposits,
            Ledger ledger,
            Workload workload) {
        var lookup = new DepositLookup(chain, settings.lookupsMax(), workload::rest);
        return new DepositConfirmation(settings, transitWallet, lookup, deposits, ledger);
    }

    /** Counts {@code tollgate_evm_deposits_replaced_total}. */
    @Bean
    DepositRecheck depositRecheck(
            EvmSettings settings,
            Chain chain,
            Deposits deposits,
            LedgerOperations operations,
            PlatformTransactionManager transactions,
            MeterRegistry meters) {
        Counter replaced = Counter.builder("tollgate.evm.deposits.replaced")
                .description("Credited deposits whose block was replaced; their accounts are frozen")
                .register(meters);
        return new DepositRecheck(
                settings, chain, deposits, operations, new TransactionTemplate(transactions), replaced::increment);
    }

    @Bean
    ChainHealth chainHealth(EvmSettings settings) {
        return new ChainHealth(new Chain(settings.rpcUrl(), settings.healthTimeout()), settings);
    }
}
