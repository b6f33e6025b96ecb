package dev.tollgate.sandbox;

import java.nio.charset.StandardCharsets;

/**
 * What the stand-in for Claude has to say, and what it costs.
 *
 * @param id the message's id, the same for the same request
 * @param stopReason {@code end_turn} or {@code max_tokens}
 */
record ClaudeReply(String id, String model, SandboxText text, String stopReason, ClaudeUsage usage) {

    static ClaudeReply to(ClaudeRequest request, Trouble trouble, SandboxTokens tokens) {
        SandboxText text = SandboxText.answering(request.lastWords(), trouble, request.maxTokens(), tokens);
        return new ClaudeReply(
                "msg_" + SandboxId.of(request.toString().getBytes(StandardCharsets.UTF_8)),
                request.model(),
                text,
                text.truncated() ? "max_tokens" : "end_turn",
                ClaudeUsage.ofPrompt(request.prompt(), tokens).withOutput(text.tokens()));
    }
}
