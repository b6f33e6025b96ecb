package dev.tollgate.upstream;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.springframework.stereotype.Component;

/**
 * Makes every upstream request of camel-http abortable from another thread, before and after its headers, and sends it
 * to the configured path and query as they are written: camel-http would encode the query anew.
 *
 * <p>camel-http keeps its request to itself; the interceptor sees it on the call's own thread.
 */
@Component("abortableRequests")
class AbortableRequests implements HttpClientConfigurer {

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
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
}
