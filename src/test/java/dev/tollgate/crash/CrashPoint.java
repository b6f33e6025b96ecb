package dev.tollgate.crash;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.InterceptStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Halts the JVM, as kill -9 does, before or after the step that {@code tollgate.test.crashat} names: {@code
 * before:<step id>} or {@code after:<step id>}. Only in tests, and only where asked for.
 */
@Component
@ConditionalOnProperty("tollgate.test.crashat")
class CrashPoint implements CamelContextCustomizer, InterceptStrategy {

    static final int EXIT_CODE = 137;

    private final boolean before;
    private final String stepId;

    CrashPoint(@Value("${tollgate.test.crashat}") String point) {
        before = point.startsWith("before:");
        stepId = point.substring(point.indexOf(':') + 1);
    }

    @Override
    public void configure(CamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(this);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (!stepId.equals(definition.getId())) {
            return target;
        }
        return exchange -> {
            if (before) {
                halt();
            }
            target.process(exchange);
            if (succeeded(exchange)) {
                halt();
            }
        };
    }

    private static boolean succeeded(Exchange exchange) {
        return exchange.getException() == null;
    }

    private static void halt() {
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
