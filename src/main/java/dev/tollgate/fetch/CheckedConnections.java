package dev.tollgate.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;

/** Makes an HTTP client that connects to checked addresses alone, once for each request, and does nothing by itself. */
final class CheckedConnections {

    /** Of a host with many addresses, not all are tried: the time is short. */
    private static final int ADDRESSES_TRIED_MAX = 3;

    private static final int CONNECT_SECONDS_MAX = 3;
    private static final int SILENCE_SECONDS_MAX = 10;
    private static final int LINE_MAX = 16 * 1024;
    private static final int HEADERS_MAX = 100;
    private static final int EMPTY_LINES_MAX = 10;

    private CheckedConnections() {}

    /**
     * Makes one.
     *
     * @param tls whom to trust
     * @param atOnceMax connections at a time
     */
    static CloseableHttpClient client(UrlRules rules, SSLContext tls, int atOnceMax) {
        return HttpClients.custom()
                .setConnectionManager(connections(rules, tls, atOnceMax))
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(SILENCE_SECONDS_MAX, TimeUnit.SECONDS)
                        .build())
                .setUserAgent("Tollgate")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(UrlRules rules, SSLContext tls, int atOnceMax) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Checked(rules))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LINE_MAX)
                                .setMaxHeaderCount(HEADERS_MAX)
                                .setMaxEmptyLineCount(EMPTY_LINES_MAX)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_SECONDS_MAX, TimeUnit.SECONDS)
                        .setSocketTimeout(SILENCE_SECONDS_MAX, TimeUnit.SECONDS)
                        .build())
                .setMaxConnTotal(atOnceMax)
                .setMaxConnPerRoute(atOnceMax)
                .build();
    }

    /** Asked once for each connection, which then goes to what it says. */
    private record Checked(UrlRules rules) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return rules.addresses(host).stream().limit(ADDRESSES_TRIED_MAX).toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
