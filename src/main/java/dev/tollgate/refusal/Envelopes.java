package dev.tollgate.refusal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;

/** The envelopes by name, and which error policy speaks which. */
@Component
public class Envelopes {

    private static final String DEFAULT = "detail";

    private final Map<String, Envelope> byName = new HashMap<>();
    private final Map<String, String> nameByPolicy;

    Envelopes(List<Envelope> envelopes, Policies policies) {
        envelopes.forEach(envelope -> byName.put(envelope.name(), envelope));
        nameByPolicy = policies.envelopes();
        nameByPolicy.values().forEach(this::named);
    }

    /** @throws IllegalArgumentException if there is no such envelope */
    public Envelope named(String name) {
        Envelope envelope = byName.get(name);
        if (envelope == null) {
            throw new IllegalArgumentException("unknown envelope '" + name + "', known are " + byName.keySet());
        }
        return envelope;
    }

    /**
     * Returns the envelope of a route's error policy, for refusals made before the route runs.
     *
     * @param routeConfigurationId the policy's id; null for a path that no route serves
     */
    public Envelope ofPolicy(@Nullable String routeConfigurationId) {
        String name = routeConfigurationId == null ? null : nameByPolicy.get(routeConfigurationId);
        return named(name == null ? DEFAULT : name);
    }

    /** @param envelopes envelope name by error policy id; policies not listed speak {@code detail} */
    @ConfigurationProperties("tollgate.edge.policies")
    record Policies(Map<String, String> envelopes) {
        Policies {
            envelopes = envelopes == null ? Map.of() : Map.copyOf(envelopes);
        }
    }
}
