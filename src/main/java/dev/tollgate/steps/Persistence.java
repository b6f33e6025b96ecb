package dev.tollgate.steps;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Books what must be booked although nobody waits for it any more, such as the charge of a stream that has been relayed:
 * tries six times, with pauses of 20 s in all beside the ledger's own patience, then gives up loudly, and the hold's
 * expiry decides.
 */
@Component
class Persistence {

    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(12));

    /** @param what names the posting in the log, without secrets */
    void insist(String what, Runnable posting) {
        for (Duration pause : PAUSES) {
            try {
                posting.run();
                return;
            } catch (RuntimeException e) {
                LOG.warn("{} failed, trying again in {} ms: {}", what, pause.toMillis(), e.toString());
            }
            if (!sleep(pause)) {
                break;
            }
        }
        last(what, posting);
    }

    private static void last(String what, Runnable posting) {
        try {
            posting.run();
        } catch (RuntimeException e) {
            LOG.error("{} could not be booked", what, e);
        }
    }

    private static boolean sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
