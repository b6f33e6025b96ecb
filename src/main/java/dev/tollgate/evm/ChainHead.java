package dev.tollgate.evm;

import org.jspecify.annotations.Nullable;

/**
 * How far the chain has come.
 *
 * @param latest block
 * @param finalized block that can't be replaced any more; null where nodes don't know such a thing
 */
public record ChainHead(long latest, @Nullable Long finalized) {

    /** The highest block that counts; less than 0 while there is none. */
    public long settled(int confirmations) {
        long confirmed = latest - confirmations + 1;
        return finalized == null ? confirmed : Math.min(confirmed, finalized);
    }
}
