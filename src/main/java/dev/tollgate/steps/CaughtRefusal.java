package dev.tollgate.steps;

import dev.tollgate.refusal.Refusal;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The refusal that a route's error policy has caught. */
final class CaughtRefusal {

    private CaughtRefusal() {}

    /** The refusal, or the one that another exception wraps; null where it is a fault. */
    static @Nullable Refusal of(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        while (cause != null && !(cause instanceof Refusal)) {
            cause = cause.getCause();
        }
        return (Refusal) cause;
    }
}
