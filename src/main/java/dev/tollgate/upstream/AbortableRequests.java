package dev.tollgate.upstream;

import java.io.IOException;
import java.net.URI;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.springframework.stereotype.Component;

/**
 * Makes every upstream request of camel-http abortable from another thread, before and after its headers, and sends it
 * to the URL whose turn it is, path and query as they are written: camel-http knows one URL, and would encode its query
 * anew. A URL that takes no connection is followed by one other; there is no other retry, on no layer.
 *
 * <p>And it uses no connection again that the upstream may have closed meanwhile.
 *
 * <p>camel-http keeps its request to itself; the interceptor sees it on the call's own thread.
 */
@Component("abortableRequests")
class AbortableRequests implements HttpClientConfigurer {

    /**
     * How long a connection may be idle and be used again. Load balancers close theirs after 60 s or more, some without
     * a word; a POST that fails on such a connection can't be sent again, since nobody knows whether it was executed.
     */
    private static final long IDLE_MS_MAX = 20_000;

    /** What an upstream announces is when it closes; a request must be there before. */
    private static final long ON_THE_WAY_MS = 1_000;

    private static final ConnectionKeepAliveStrategy ANNOUNCED = DefaultConnectionKeepAliveStrategy.INSTANCE;

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.setKeepAliveStrategy(
                (response, context) -> idleMost(ANNOUNCED.getKeepAliveDuration(response, context)));
        builder.addExecInterceptorFirst("upstream", (request, scope, chain) -> {
            OpenCall call = OpenCall.CURRENT.get();
            UpstreamRequest upstream = call == null ? null : call.request();
            if (call == null || upstream == null) {
                return chain.proceed(request, scope);
            }
            if (scope.originalRequest instanceof Cancellable cancellable) {
                call.onAbort(cancellable::cancel);
            }
            try {
                return proceed(upstream, request, scope, chain);
            } catch (IOException e) {
                if (!UpstreamErrors.isUnreachable(e) || call.endReason() != null || !upstream.turnsElsewhere()) {
                    throw e;
                }
                call.awaitUpstream();
                return proceed(upstream, request, scope, chain);
            }
        });
    }

    private static ClassicHttpResponse proceed(
            UpstreamRequest upstream, ClassicHttpRequest request, Scope scope, ExecChain chain)
            throws IOException, HttpException {
        URI url = upstream.url();
        request.setScheme(url.getScheme());
        request.setAuthority(new URIAuthority(url.getHost(), url.getPort()));
        request.setPath(upstream.target());
        Scope there = new Scope(
                scope.exchangeId,
                route(url, scope.route),
                scope.originalRequest,
                scope.execRuntime,
                scope.clientContext);
        return chain.proceed(request, there);
    }

    /** The way to the URL, by the same proxy as camel-http's own. */
    private static HttpRoute route(URI url, HttpRoute planned) {
        HttpHost host = RoutingSupport.normalize(
                new HttpHost(url.getScheme(), url.getHost(), url.getPort()), DefaultSchemePortResolver.INSTANCE);
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        HttpHost proxy = planned.getProxyHost();
        return proxy == null
                ? new HttpRoute(host, planned.getLocalAddress(), secure)
                : new HttpRoute(host, planned.getLocalAddress(), proxy, secure);
    }

    /** At least a moment: nothing would mean for ever. */
    private static TimeValue idleMost(TimeValue announced) {
        long announcedMs = announced.toMilliseconds() - ON_THE_WAY_MS;
        return TimeValue.ofMilliseconds(Math.max(1, Math.min(IDLE_MS_MAX, announcedMs)));
    }
}
