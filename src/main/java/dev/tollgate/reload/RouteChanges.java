package dev.tollgate.reload;

import org.springframework.stereotype.Component;

/**
 * Whoever adds routes to Camel's context or takes some out does it here, one at a time.
 *
 * <p>A Kamelet's route is added just before the route that calls it: whoever removes unused ones meanwhile takes it away.
 */
@Component
public final class RouteChanges {

    /** Something that adds or removes routes. */
    @FunctionalInterface
    public interface Change<E extends Exception> {
        /** Does it. */
        void make() throws E;
    }

    /** Makes a change when no other is under way; within a change, at once. */
    public synchronized <E extends Exception> void alone(Change<E> change) throws E {
        change.make();
    }
}
