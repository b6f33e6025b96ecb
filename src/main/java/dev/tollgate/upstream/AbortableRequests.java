package dev.tollgate.upstream;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.util.TimeValue;
import org.springframework.stereotype.Component;

/**
 * Makes every upstream request of camel-http abortable from another thread, before and after its headers, and sends it
 * to the configured path and query as they are written: camel-http would encode the query anew.
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
        builder.addExecInterceptorFirst("abortable", (request, scope, chain) -> {
            OpenCall call = OpenCall.CURRENT.get();
            if (call != null) {
                request.setPath(call.target());
            }
            if (call != null && scope.originalRequest instanceof Cancellable cancellable) {
                call.onAbort(cancellable::cancel);
            }
            return chain.proceed(request, scope);
        });
    }

    /** At least a moment: nothing would mean for ever. */
    private static TimeValue idleMost(TimeValue announced) {
        long announcedMs = announced.toMilliseconds() - ON_THE_WAY_MS;
        return TimeValue.ofMilliseconds(Math.max(1, Math.min(IDLE_MS_MAX, announcedMs)));
    }
}
