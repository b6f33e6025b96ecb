package dev.tollgate.sandbox;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A checked request for text.
 *
 * @param includeUsage whether a stream is to end with its usage
 * @param maxTokens the largest number of tokens to answer with
 * @param choices how many answers
 * @param promptTokens what the model would read
 * @param lastWords what is answered to
 * @param tool the call that is the answer, in place of text
 */
record OpenAiRequest(
        String model,
        boolean stream,
        boolean includeUsage,
        OptionalInt maxTokens,
        int choices,
        int promptTokens,
        String lastWords,
        @Nullable OpenAiTool tool) {}
