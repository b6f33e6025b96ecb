package dev.tollgate.edge;

/** Told when the grace of a shutdown is over: whatever still runs must come to its end now, settled. */
public interface ShutdownListener {

    void endCalls();
}
