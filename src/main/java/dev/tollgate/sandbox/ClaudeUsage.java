package dev.tollgate.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens of one message, in Claude's disjoint buckets.
 *
 * @param input neither written to the cache nor read from it
 * @param cacheWrite5m written to the cache for five minutes
 * @param cacheWrite1h written to the cache for an hour
 * @param cacheRead read from the cache
 */
record ClaudeUsage(int input, int cacheWrite5m, int cacheWrite1h, int cacheRead, int output) {

    private static final int TOKENS_AROUND_THE_PROMPT = 7; // what the roles and separators of a short request cost

    /**
     * Counts the prompt.
     *
     * <p>There is no cache here, yet both buckets should be seen, and the same request should get the same answer. So
     * the prompt up to the first of several cache breakpoints counts as read (a conversation's older breakpoint was
     * written with its previous turn), and the rest up to the last one as written.
     */
    static ClaudeUsage ofPrompt(List<ClaudeRequest.Block> prompt, SandboxTokens tokens) {
        long breakpoints =
                prompt.stream().filter(block -> !block.cacheTtl().isEmpty()).count();
        int cacheRead = 0;
        int write5m = 0;
        int write1h = 0;
        int pending = TOKENS_AROUND_THE_PROMPT;
        long seen = 0;
        for (ClaudeRequest.Block block : prompt) {
            pending += tokens.count(block.text());
            if (block.cacheTtl().isEmpty()) {
                continue;
            }
            seen++;
            if (seen == 1 && breakpoints > 1) {
                cacheRead += pending;
            } else if (block.cacheTtl().equals("1h")) {
                write1h += pending;
            } else {
                write5m += pending;
            }
            pending = 0;
        }
        return new ClaudeUsage(pending, write5m, write1h, cacheRead, 0);
    }

    ClaudeUsage withOutput(int tokens) {
        return new ClaudeUsage(input, cacheWrite5m, cacheWrite1h, cacheRead, tokens);
    }

    /** All tokens of the prompt, cached or not. */
    int promptTokens() {
        return input + cacheWrite5m + cacheWrite1h + cacheRead;
    }

    /** As a message and {@code message_start} have it. */
    Map<String, Object> full() {
        Map<String, Object> usage = cumulative();
        Map<String, Object> byTtl = new LinkedHashMap<>();
        byTtl.put("ephemeral_5m_input_tokens", cacheWrite5m);
        byTtl.put("ephemeral_1h_input_tokens", cacheWrite1h);
        usage.put("cache_creation", byTtl);
        usage.put("service_tier", "standard");
        return usage;
    }

    /** As {@code message_delta} has it. */
    Map<String, Object> cumulative() {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", input);
        usage.put("cache_creation_input_tokens", cacheWrite5m + cacheWrite1h);
        usage.put("cache_read_input_tokens", cacheRead);
        usage.put("output_tokens", output);
        return usage;
    }
}
