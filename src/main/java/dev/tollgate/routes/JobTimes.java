package dev.tollgate.routes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code tollgate_jobs_seconds}: how often each job has run, whether it failed, and how long it took. */
@Component
class JobTimes implements RoutePolicyFactory {

    private final MeterRegistry meters;

    JobTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode node) {
        RouteDefinition route = ProcessorDefinitionHelper.getRoute(node);
        boolean job = route != null && route.getInput().getEndpointUri().startsWith("quartz:");
        return job ? new Runs() : null;
    }

    private final class Runs extends RoutePolicySupport {

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            Timer.builder("tollgate.jobs")
                    .description("Runs of jobs")
                    .tag("job", route.getRouteId())
                    .tag("outcome", exchange.isFailed() ? "failed" : "ok")
                    .register(meters)
                    .record(exchange.getClock().elapsed(), TimeUnit.MILLISECONDS);
        }
    }
}
