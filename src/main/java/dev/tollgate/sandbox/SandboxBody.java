package dev.tollgate.sandbox;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a stand-in's answer, written by the thread that serves the request. */
@FunctionalInterface
public interface SandboxBody {

    /**
     * Writes the body and flushes wherever the real service would.
     *
     * @throws ConnectionCut if the server must now close the connection without ending the body properly
     * @throws IOException if the client is gone
     */
    void writeTo(OutputStream client) throws IOException;
}
