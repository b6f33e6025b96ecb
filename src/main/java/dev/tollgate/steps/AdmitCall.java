package dev.tollgate.steps;

import dev.tollgate.edge.ClientStream;
import dev.tollgate.upstream.CallLimits;
import dev.tollgate.upstream.OpenCall;
import dev.tollgate.upstream.OpenCalls;
import dev.tollgate.upstream.Upstreams;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:admit-call}: takes a place among the calls under way, given back when the request is done. */
@Component
class AdmitCall {

    private final Upstreams upstreams;
    private final CallLimits limits;
    private final OpenCalls calls;

    AdmitCall(Upstreams upstreams, CallLimits limits, OpenCalls calls) {
        this.upstreams = upstreams;
        this.limits = limits;
        this.calls = calls;
    }

    /** Sets the variable {@code call}; refuses with 500 where the upstream isn't configured, 503 where all is taken. */
    public void admit(Exchange exchange, String upstream) {
        upstreams.requireConfigured(upstream);
        String caller = Variables.required(exchange, Variables.CALLER, String.class);
        limits.enter(caller);
        OpenCall call = calls.open(Variables.required(exchange, Variables.CLIENT, ClientStream.class));
        exchange.setVariable(Variables.CALL, call);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                calls.close(call);
                limits.leave(caller);
            }
        });
    }
}
