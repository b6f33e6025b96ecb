package dev.tollgate.payout;

import dev.tollgate.evm.ChainUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one payout's trouble from the others of a run: a node may choke on one transaction alone. After a few it is
 * taken to choke on all.
 */
final class Apart {

    private static final Logger LOG = LoggerFactory.getLogger(Apart.class);
    private static final int UNAVAILABLE_MAX = 3;

    private int unavailable;
    private @Nullable ChainUnavailable last;

    /** @throws ChainUnavailable if there were too many of them */
    void run(String subject, Runnable step) {
        try {
            step.run();
        } catch (ChainUnavailable e) {
            last = e;
            if (++unavailable >= UNAVAILABLE_MAX) {
                throw e;
            }
        } catch (RuntimeException e) {
            LOG.error("Payout {} failed, and is tried again", subject, e);
        }
    }

    /** @throws ChainUnavailable if there was one */
    void end() {
        if (last != null) {
            throw last;
        }
    }
}
