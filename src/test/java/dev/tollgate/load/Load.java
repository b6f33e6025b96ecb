package dev.tollgate.load;

import java.time.Duration;
import java.util.Map;

/** A load that runs in the background. */
interface Load {

    void start();

    /** @return whether the load came to its own end in time */
    boolean await(Duration atMost) throws InterruptedException;

    /** Ends it now; further calls change nothing. */
    void stop();

    /** What happened, as it stands; final once it has ended. */
    Map<String, Object> report();
}
