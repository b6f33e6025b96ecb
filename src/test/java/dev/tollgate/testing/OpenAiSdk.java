package dev.tollgate.testing;

/** OpenAI's official SDK as a client: the scripts of {@code src/test/node/openai-sdk}. */
public final class OpenAiSdk extends NodeSdk {

    private OpenAiSdk(NodeProject project, String baseUrl) {
        super(project, baseUrl, "OPENAI_");
    }

    /** Finds Node and the SDK; where they are missing the tests are skipped, or fail where they are demanded. */
    public static OpenAiSdk require() {
        return new OpenAiSdk(NodeProject.require("openai-sdk", "OPENAI SDK TESTS"), "");
    }

    /** @param url what the SDK's user sets as {@code baseURL}; it ends with {@code /v1}, the SDK appends {@code /chat/completions} */
    public OpenAiSdk against(String url) {
        return new OpenAiSdk(project(), url);
    }
}
