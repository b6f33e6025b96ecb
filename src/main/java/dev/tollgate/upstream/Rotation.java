package dev.tollgate.upstream;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The URLs of one upstream in turn, those that fail passed over. */
final class Rotation {

    private final List<Destination> destinations;
    private final AtomicInteger next = new AtomicInteger();

    /** @param destinations at least one */
    Rotation(List<Destination> destinations) {
        this.destinations = List.copyOf(destinations);
    }

    /**
     * Takes a permission of the URL whose turn it is.
     *
     * @throws UpstreamFailure with the time until the first may be tried again, if none may be called
     */
    Destination take() {
        Destination taken = takeFrom(next.getAndIncrement());
        if (taken == null) {
            throw new UpstreamFailure(
                    UpstreamFailure.Kind.UNAVAILABLE, "the upstream fails; try again shortly", closedFor());
        }
        return taken;
    }

    /** Takes a permission of the URL after this one, which is this one again where there is no other; null if none may be called. */
    @Nullable
    Destination takeAfter(Destination failed) {
        return takeFrom(destinations.indexOf(failed) + 1);
    }

    List<Destination> destinations() {
        return destinations;
    }

    private @Nullable Destination takeFrom(int first) {
        for (int i = 0; i < destinations.size(); i++) {
            Destination destination = destinations.get(Math.floorMod(first + i, destinations.size()));
            if (destination.admits()) {
                return destination;
            }
        }
        return null;
    }

    private Duration closedFor() {
        return destinations.stream()
                .map(Destination::closedFor)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
