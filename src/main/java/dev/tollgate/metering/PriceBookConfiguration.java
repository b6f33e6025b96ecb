package dev.tollgate.metering;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The price book behind the prices {@code price-book} and {@code per-request}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PriceBookSettings.class)
class PriceBookConfiguration {

    @Bean
    PriceBook priceBook(PriceBookSettings settings) {
        return new PriceBook(settings);
    }

    /** Keeps each edition, so that the version on a usage row says what the prices were. */
    @Bean
    InitializingBean keptPriceBook(PriceBook book, PriceBookSettings settings, JdbcClient jdbc) {
        return () -> jdbc.sql("INSERT INTO price_book (version, prices) VALUES (?, ?) ON CONFLICT (version) DO NOTHING")
                .params(book.version(), settings.toString())
                .update();
    }
}
