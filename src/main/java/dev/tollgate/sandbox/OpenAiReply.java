package dev.tollgate.sandbox;

import java.util.List;

/**
 * What the stand-in for OpenAI has to say.
 *
 * @param id without a prefix, the same for the same request
 * @param text the answer's, or the arguments of the tool that it calls; each choice has the same
 */
record OpenAiReply(String id, OpenAiRequest request, SandboxText text) {

    /** The time of all answers, in seconds since 1970, so that they depend on the request alone. */
    static final long CREATED = 1_735_689_600;

    static OpenAiReply to(OpenAiRequest request, byte[] body, Trouble trouble, SandboxTokens tokens) {
        int maxTokens = request.maxTokens().orElse(Integer.MAX_VALUE);
        OpenAiTool tool = request.tool();
        SandboxText text = tool == null
                ? SandboxText.answering(request.lastWords(), trouble, maxTokens, tokens)
                : SandboxText.of(tool.pieces(), maxTokens, tokens);
        return new OpenAiReply(SandboxId.of(body), request, text);
    }

    List<String> pieces() {
        return text.pieces();
    }

    OpenAiUsage usage() {
        return new OpenAiUsage(request.promptTokens(), text.tokens() * request.choices());
    }

    /** {@code stop}, {@code length} or {@code tool_calls}. */
    String finishReason() {
        if (text.truncated()) {
            return "length";
        }
        return request.tool() == null ? "stop" : "tool_calls";
    }
}
