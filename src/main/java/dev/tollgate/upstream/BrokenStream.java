package dev.tollgate.upstream;

import dev.tollgate.metering.Outcome;

/** What a client hears of why its stream has no proper end. */
final class BrokenStream {

    private BrokenStream() {}

    static String message(Outcome outcome) {
        return switch (outcome) {
            case SHUTDOWN -> "The service is shutting down; the stream was ended";
            case TIMEOUT -> "The upstream took too long; the stream was ended";
            case CLIENT_ABORT -> "The client went away; the stream was ended";
            default -> "The upstream ended the stream early";
        };
    }
}
