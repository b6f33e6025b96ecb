package dev.tollgate.upstream;

import java.util.Map;

/** What an upstream answers to a model call: all of it, or a stream that has begun. */
public sealed interface LlmAnswer {

    /**
     * A whole answer.
     *
     * @param status 200 to 299
     * @param headers those that go to the client
     */
    record Whole(int status, Map<String, String> headers, byte[] body, LlmFormat.Reported reported)
            implements LlmAnswer {}

    /** A stream whose first event has come. */
    record Stream(StreamRelay relay) implements LlmAnswer {}
}
