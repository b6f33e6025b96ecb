package dev.tollgate.steps;

import java.util.Arrays;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.PropertiesFunction;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * {@code {{upstream-url:claude}}} in a route: where the upstream is called, as far as camel-http knows. Which of its URLs
 * it is, and the path below, is decided at each call (dev.tollgate.upstream).
 *
 * <p>A function rather than a plain property, because an upstream that is not configured must not keep the routes from
 * starting; its calls are refused before they get here.
 */
@Component
class UpstreamUrl implements PropertiesFunction, CamelContextCustomizer {

    private static final String NOT_CONFIGURED = "http://not-configured.invalid/";

    private final Environment environment;

    UpstreamUrl(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void configure(CamelContext context) {
        context.getPropertiesComponent().addPropertiesFunction(this);
    }

    @Override
    public String getName() {
        return "upstream-url";
    }

    @Override
    public String apply(String upstream) {
        String urls = environment.getProperty("tollgate.upstreams." + upstream + ".url", "");
        return Arrays.stream(urls.split(","))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(url -> url.replaceFirst("//[^/@]*@", "//")) // credentials would stand in every log line
                .findFirst()
                .orElse(NOT_CONFIGURED);
    }
}
