package dev.tollgate.edge;

import java.io.IOException;
import java.io.OutputStream;

/** A body that a route's answer writes by itself, flushing where it wants the client to see something. */
@FunctionalInterface
public interface StreamedBody {

    /**
     * @throws CutConnection to drop the connection without a proper end
     * @throws IOException if the client is gone
     */
    void writeTo(OutputStream client) throws IOException;

    /** Asks the edge to drop the connection, so that the client sees a truncated answer. */
    final class CutConnection extends IOException {
        public CutConnection() {
            super("connection cut on purpose");
        }
    }
}
