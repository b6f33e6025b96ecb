package dev.tollgate.warmup;

import dev.tollgate.reload.RouteChanges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.stereotype.Component;

/**
 * The route {@code warm-up}: the paid call of {@code routes/}, from the same steps, towards an upstream of its own.
 *
 * <p>It is there only while the application warms up, below a path that nobody can guess, and whatever is called there
 * is rolled back.
 */
@Component
class WarmUpRoute {

    /** The route's id, that of its upstream, and how the ids of its Kamelets' routes begin. */
    private static final String NAME = "warm-up";

    private static final String FILE = "classpath:dev/tollgate/warmup/warm-up.camel.yaml";
    private static final long STOP_SECONDS = 1;

    private final CamelContext context;
    private final ConfigurableEnvironment environment;
    private final MeterRegistry meters;
    private final RouteChanges changes;

    WarmUpRoute(CamelContext context, ConfigurableEnvironment environment, MeterRegistry meters, RouteChanges changes) {
        this.context = context;
        this.environment = environment;
        this.meters = meters;
        this.changes = changes;
    }

    /**
     * Adds it.
     *
     * @param upstream the URL that it calls
     * @return its path
     */
    String add(String upstream) throws Exception {
        String path = "/" + NAME + "/" + UUID.randomUUID();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        NAME,
                        Map.of(
                                "tollgate.upstreams.warm-up.url",
                                upstream,
                                "tollgate.upstreams.warm-up.timeout-ms",
                                "5000",
                                "tollgate.warm-up.path",
                                path)));
        Resource file = PluginHelper.getResourceLoader(context).resolveResource(FILE);
        changes.alone(() -> PluginHelper.getRoutesLoader(context).loadRoutes(file));
        return path;
    }

    /** Takes it away again, and what was counted on its behalf. */
    void remove() throws Exception {
        changes.alone(this::removeRoutes);
        environment.getPropertySources().remove(NAME);
        meters.getMeters().stream()
                .filter(meter -> meter.getId().getTags().stream()
                        .anyMatch(tag -> tag.getValue().startsWith(NAME)))
                .forEach(meters::remove);
    }

    private void removeRoutes() throws Exception {
        List<String> ids = context.getRoutes().stream()
                .map(Route::getRouteId)
                .filter(id -> id.startsWith(NAME))
                .sorted() // the entry first
                .toList();
        for (String id : ids) {
            context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
            context.removeRoute(id);
        }
    }
}
