package dev.tollgate.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens of one call.
 *
 * @param prompt all of the prompt, those from the cache among them
 */
record OpenAiUsage(int prompt, int completion) {

    private static final int CACHED_FROM = 1_024;
    private static final int CACHED_STEP = 128;

    /**
     * What the cache gave of the prompt. There is no cache here, yet it should be seen: as if the request had come before,
     * its first 1,024 tokens count as cached and so do those behind them, in steps of 128.
     */
    int cached() {
        return prompt < CACHED_FROM ? 0 : prompt - (prompt - CACHED_FROM) % CACHED_STEP;
    }

    /** As chat and text completions have it. */
    Map<String, Object> ofCompletion() {
        Map<String, Object> promptDetails = new LinkedHashMap<>();
        promptDetails.put("cached_tokens", cached());
        promptDetails.put("audio_tokens", 0);
        Map<String, Object> completionDetails = new LinkedHashMap<>();
        completionDetails.put("reasoning_tokens", 0);
        completionDetails.put("audio_tokens", 0);
        completionDetails.put("accepted_prediction_tokens", 0);
        completionDetails.put("rejected_prediction_tokens", 0);
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.put("prompt_tokens_details", promptDetails);
        usage.put("completion_tokens_details", completionDetails);
        return usage;
    }

    /** As the Responses API has it. */
    Map<String, Object> ofResponse() {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", prompt);
        usage.put("input_tokens_details", Map.of("cached_tokens", cached()));
        usage.put("output_tokens", completion);
        usage.put("output_tokens_details", Map.of("reasoning_tokens", 0));
        usage.put("total_tokens", prompt + completion);
        return usage;
    }

    /** As embeddings have it. */
    Map<String, Object> ofEmbeddings() {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", prompt);
        usage.put("total_tokens", prompt);
        return usage;
    }
}
