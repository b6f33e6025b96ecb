package dev.tollgate.fetch;

/** A URL that is never fetched, for a reason that a stranger may read: it says nothing of our network. */
public final class UrlRefused extends RuntimeException {

    UrlRefused(String message) {
        super(message, null, false, false);
    }
}
