package dev.tollgate.metering;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The charge policies by the names that routes use. */
@Component
public final class ChargePolicies {

    private final Map<String, ChargePolicy> policies;

    ChargePolicies(Map<String, ChargePolicy> policies) {
        this.policies = new TreeMap<>(policies);
    }

    /** @throws IllegalArgumentException if there is none of that name: a mistake in a route, not in a request */
    public ChargePolicy named(String name) {
        ChargePolicy policy = policies.get(name);
        if (policy == null) {
            throw new IllegalArgumentException(
                    "No charge policy is named '" + name + "'; there are " + policies.keySet());
        }
        return policy;
    }
}
