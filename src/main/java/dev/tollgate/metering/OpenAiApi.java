package dev.tollgate.metering;

import java.util.Set;

/** Those of OpenAI's APIs that are sold, each with the fields of a request that bound its answer. */
public enum OpenAiApi {
    CHAT("messages", Set.of("max_tokens", "max_completion_tokens"), Set.of("n")),
    COMPLETIONS("prompt", Set.of("max_tokens"), Set.of("n", "best_of")),
    RESPONSES("input", Set.of("max_output_tokens"), Set.of()),
    EMBEDDINGS("input", Set.of(), Set.of());

    private final String content;
    private final Set<String> outputLimits;
    private final Set<String> choiceCounts;

    OpenAiApi(String content, Set<String> outputLimits, Set<String> choiceCounts) {
        this.content = content;
        this.outputLimits = outputLimits;
        this.choiceCounts = choiceCounts;
    }

    /** The field that a request can't do without. */
    String content() {
        return content;
    }

    /** Whether a field says how many tokens one answer may have. */
    boolean limitsOutput(String field) {
        return outputLimits.contains(field);
    }

    /** Whether a field says how many answers are generated. */
    boolean countsChoices(String field) {
        return choiceCounts.contains(field);
    }

    /** Whether a stream reports its usage only if it is asked to, by {@code stream_options.include_usage}. */
    boolean reportsUsageOnDemand() {
        return this == CHAT || this == COMPLETIONS;
    }
}
