package dev.tollgate.metering;

import org.jspecify.annotations.Nullable;

/** The kinds of events in a Claude stream. */
public enum ClaudeEvent {
    MESSAGE_START,
    CONTENT_BLOCK_START,
    CONTENT_BLOCK_DELTA,
    CONTENT_BLOCK_STOP,
    MESSAGE_DELTA,
    MESSAGE_STOP,
    PING,
    ERROR,
    /** Well-formed, of a type that isn't known here. */
    OTHER,
    /** A comment or an empty line. */
    NOTHING,
    /** Data that is no JSON object. */
    GARBAGE;

    /** Whether a stream whose first event is of this kind has begun to answer. */
    public boolean begins() {
        return this != PING && this != ERROR && this != NOTHING && this != GARBAGE;
    }

    static ClaudeEvent named(@Nullable String wireName, ClaudeEvent unnamed) {
        if (wireName == null) {
            return unnamed;
        }
        return switch (wireName) {
            case "message_start" -> MESSAGE_START;
            case "content_block_start" -> CONTENT_BLOCK_START;
            case "content_block_delta" -> CONTENT_BLOCK_DELTA;
            case "content_block_stop" -> CONTENT_BLOCK_STOP;
            case "message_delta" -> MESSAGE_DELTA;
            case "message_stop" -> MESSAGE_STOP;
            case "ping" -> PING;
            case "error" -> ERROR;
            default -> OTHER;
        };
    }
}
