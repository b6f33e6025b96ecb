package dev.tollgate.reload;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Says which route files are refused. That is no reason to restart or to take traffic away: the state is always UP. */
@Component("routesHealthIndicator")
class RouteHealth implements HealthIndicator {

    private final LiveRoutes routes;
    private final RefusedEdits refused;

    RouteHealth(LiveRoutes routes, RefusedEdits refused) {
        this.routes = routes;
        this.refused = refused;
    }

    @Override
    public Health health() {
        Map<String, String> why = new TreeMap<>();
        refused.now().forEach((file, refusal) -> why.put(file, refusal.why()));
        return Health.up()
                .withDetail("running", routes.current().size())
                .withDetail("draining", routes.draining().size())
                .withDetail("refused", why)
                .build();
    }
}
