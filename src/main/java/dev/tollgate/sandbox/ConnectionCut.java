package dev.tollgate.sandbox;

import java.io.IOException;

/** The stand-in plays a broken connection: close it at once, without a last chunk or the rest of the body. */
public final class ConnectionCut extends IOException {

    public ConnectionCut(String message) {
        super(message);
    }
}
