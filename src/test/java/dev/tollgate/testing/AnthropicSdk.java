package dev.tollgate.testing;

/** Anthropic's official SDK as a client: the scripts of {@code src/test/node/anthropic-sdk}. */
public final class AnthropicSdk extends NodeSdk {

    private AnthropicSdk(NodeProject project, String baseUrl) {
        super(project, baseUrl, "ANTHROPIC_");
    }

    /** Finds Node and the SDK; where they are missing the tests are skipped, or fail where they are demanded. */
    public static AnthropicSdk require() {
        return new AnthropicSdk(NodeProject.require("anthropic-sdk", "ANTHROPIC SDK TESTS"), "");
    }

    /** @param url what the SDK's user sets as {@code baseURL}; the SDK appends {@code /v1/messages} */
    public AnthropicSdk against(String url) {
        return new AnthropicSdk(project(), url);
    }
}
