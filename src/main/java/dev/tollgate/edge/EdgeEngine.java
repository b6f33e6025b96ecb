package dev.tollgate.edge;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.springframework.stereotype.Component;

/**
 * The engine behind {@code platform-http:} routes: a table of consumers that {@link EdgeServlet} looks requests up in.
 *
 * <p>Ours instead of Camel's Spring MVC engine, see {@code src/docs/decisions/0011-own-http-engine.md}.
 */
@Component
public class EdgeEngine implements PlatformHttpEngine {

    /** The route property that holds the id of the route's file, where a version of the route has another. */
    public static final String PUBLIC_ID = "tollgate.id";

    private final RouteTable<EdgeConsumer> table = new RouteTable<>();
    private final Map<String, EdgeConsumer> byRouteId = new ConcurrentHashMap<>();
    private final AnswerWriter answers;

    EdgeEngine(AnswerWriter answers) {
        this.answers = answers;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new EdgeConsumer((EdgeEndpoint) endpoint, processor, this, answers);
    }

    RouteTable.Match<EdgeConsumer> match(String method, String path) {
        return table.match(method, path);
    }

    /**
     * Lets no further request into a route; those that run on it go on. What it still serves alone is not found from now
     * on; what a newer route serves too stays with that.
     *
     * @param routeId as Camel knows it
     */
    public void retire(String routeId) {
        EdgeConsumer consumer = byRouteId.get(routeId);
        if (consumer != null) {
            table.unregister(consumer);
            consumer.retire();
        }
    }

    /**
     * Gives a route that isn't retired its path back, which a newer one has taken that is given up.
     *
     * @param routeId as Camel knows it
     */
    public void resume(String routeId) {
        EdgeConsumer consumer = byRouteId.get(routeId);
        if (consumer != null) {
            register(consumer);
        }
    }

    /** How many requests run on a route. */
    public int underWay(String routeId) {
        EdgeConsumer consumer = byRouteId.get(routeId);
        return consumer == null ? 0 : consumer.underWay();
    }

    void register(EdgeConsumer consumer) {
        byRouteId.put(consumer.getRouteId(), consumer);
        PlatformHttpEndpoint endpoint = consumer.getEndpoint();
        table.register(
                new PathPattern(endpoint.getPath(), endpoint.isMatchOnUriPrefix()),
                methods(endpoint.getHttpMethodRestrict()),
                consumer);
    }

    void unregister(EdgeConsumer consumer) {
        byRouteId.remove(consumer.getRouteId(), consumer);
        table.unregister(consumer);
    }

    private static Set<String> methods(String restrict) {
        Set<String> methods = new TreeSet<>();
        if (restrict != null) {
            for (String method : restrict.split(",", -1)) {
                methods.add(method.trim().toUpperCase(Locale.ROOT));
            }
        }
        return methods;
    }
}
