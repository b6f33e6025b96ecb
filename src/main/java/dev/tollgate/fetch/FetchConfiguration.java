package dev.tollgate.fetch;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that fetch. */
@Configuration(proxyBeanMethods = false)
class FetchConfiguration {

    private static final int AT_ONCE_MAX = 16;

    @Bean
    UrlRules urlRules(FetchSettings settings) {
        return new UrlRules(
                settings.allowLoopback(),
                host -> List.of(InetAddress.getAllByName(host)),
                new TimeLimit("look-up", AT_ONCE_MAX));
    }

    @Bean
    Fetcher fetcher(FetchSettings settings, UrlRules rules) throws NoSuchAlgorithmException {
        return new Fetcher(
                rules,
                settings.timeLimit(),
                new TimeLimit("fetch", AT_ONCE_MAX),
                CheckedConnections.client(rules, SSLContext.getDefault(), AT_ONCE_MAX));
    }
}
