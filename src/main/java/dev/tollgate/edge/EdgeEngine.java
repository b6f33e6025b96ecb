package dev.tollgate.edge;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
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

    private final RouteTable<EdgeConsumer> table = new RouteTable<>();
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

    void register(EdgeConsumer consumer) {
        PlatformHttpEndpoint endpoint = consumer.getEndpoint();
        table.register(
                new PathPattern(endpoint.getPath(), endpoint.isMatchOnUriPrefix()),
                methods(endpoint.getHttpMethodRestrict()),
                consumer);
    }

    void unregister(EdgeConsumer consumer) {
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
