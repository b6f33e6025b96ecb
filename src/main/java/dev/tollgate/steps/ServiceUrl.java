package dev.tollgate.steps;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.PropertiesFunction;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * {@code {{service-url:tollgate.jp-verify.url}}} in a route: the setting, without a slash at its end.
 *
 * <p>A function rather than a plain property, because a service that is not configured must not keep the routes from
 * starting; its calls are refused before they get here.
 */
@Component
class ServiceUrl implements PropertiesFunction, CamelContextCustomizer {

    private static final String NOT_CONFIGURED = "http://not-configured.invalid";

    private final Environment environment;

    ServiceUrl(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void configure(CamelContext context) {
        context.getPropertiesComponent().addPropertiesFunction(this);
    }

    @Override
    public String getName() {
        return "service-url";
    }

    @Override
    public String apply(String setting) {
        String url = environment.getProperty(setting, "").strip();
        return url.isEmpty() ? NOT_CONFIGURED : url.replaceFirst("/+$", "");
    }
}
