package dev.tollgate.cover;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beans about what is sold and the capital behind it. */
@Configuration(proxyBeanMethods = false)
class CoverConfiguration {

    @Bean
    Skus skus(JdbcClient jdbc) {
        return new Skus(jdbc);
    }
}
