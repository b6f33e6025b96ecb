package dev.tollgate.upstream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The rotation of each upstream, made at its first call. */
@Component
class Rotations {

    private final MeterRegistry metrics;
    private final Map<String, Rotation> byUpstream = new ConcurrentHashMap<>();

    Rotations(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    Rotation of(Upstreams.Upstream upstream) {
        Rotation rotation = byUpstream.get(upstream.name());
        return rotation != null ? rotation : byUpstream.computeIfAbsent(upstream.name(), name -> rotation(upstream));
    }

    private Rotation rotation(Upstreams.Upstream upstream) {
        List<Destination> destinations = new ArrayList<>();
        for (URI url : upstream.urls()) {
            String number = String.valueOf(destinations.size() + 1);
            String host = Destination.host(url);
            Destination destination =
                    new Destination(url, upstream.name() + " #" + number + " (" + host + ")", upstream.breaker());
            destinations.add(destination);
            Gauge.builder("tollgate_upstream_breaker", destination, Destination::state)
                    .description("Whether an upstream's URL is called (0), on trial (1) or passed over (2)")
                    .tags("upstream", upstream.name(), "url", number, "host", host)
                    .register(metrics);
        }
        return new Rotation(destinations);
    }
}
