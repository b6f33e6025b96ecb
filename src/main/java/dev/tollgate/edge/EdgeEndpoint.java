package dev.tollgate.edge;

import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.DefaultPlatformHttpConsumer;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.springframework.util.unit.DataSize;

/** A path with the limits that its route gives it. */
final class EdgeEndpoint extends PlatformHttpEndpoint implements MultipleConsumersSupport {

    private final DataSize maxBody;

    EdgeEndpoint(String uri, String remaining, EdgeComponent component, DataSize maxBody) {
        super(uri, remaining, component);
        this.maxBody = maxBody;
    }

    /** The largest request body. */
    DataSize maxBody() {
        return maxBody;
    }

    /** While a route is replaced, its old version drains beside the new one. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public DefaultPlatformHttpConsumer createConsumer(Processor processor) throws Exception {
        DefaultPlatformHttpConsumer consumer = new RouteAwareConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** Camel tells this consumer its route; it tells the engine's, which serves the requests. */
    private static final class RouteAwareConsumer extends DefaultPlatformHttpConsumer {

        RouteAwareConsumer(EdgeEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        protected void configurePlatformHttpConsumer(PlatformHttpConsumer consumer) {
            Route route = getRoute();
            if (consumer instanceof EdgeConsumer edgeConsumer && route != null) {
                edgeConsumer.setRoute(route);
                edgeConsumer.setRouteId(route.getRouteId());
            }
        }
    }
}
