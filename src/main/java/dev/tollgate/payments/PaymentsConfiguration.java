package dev.tollgate.payments;

import dev.tollgate.identity.PublicUrl;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans about payments. Routes know {@code payments} and {@code paymentNotifications} by name. */
@Configuration(proxyBeanMethods = false)
class PaymentsConfiguration {

    @Bean
    PaymentOrders paymentOrders(JdbcClient jdbc) {
        return new PaymentOrders(jdbc);
    }

    @Bean
    Epay epay(PaymentSettings settings, PublicUrl publicUrl) {
        return new Epay(settings, publicUrl);
    }

    @Bean
    Payments payments(PaymentSettings settings, PaymentOrders orders, Epay epay, Notifications notifications) {
        return new Payments(settings, orders, epay, notifications);
    }

    @Bean
    Notifications paymentNotifications(
            PaymentSettings settings,
            PaymentOrders orders,
            List<Fulfilment> fulfilments,
            PlatformTransactionManager transactions) {
        return new Notifications(settings, orders, fulfilments, new TransactionTemplate(transactions));
    }
}
