package dev.tollgate.upstream;

import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.metering.OpenAiApi;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** OpenAI's APIs by the names that routes use. */
@Configuration(proxyBeanMethods = false)
class OpenAiFormats {

    @Bean("openai-chat")
    LlmFormat chat(InputTokenEstimate estimate) {
        return new OpenAiFormat(OpenAiApi.CHAT, estimate);
    }

    @Bean("openai-completions")
    LlmFormat completions(InputTokenEstimate estimate) {
        return new OpenAiFormat(OpenAiApi.COMPLETIONS, estimate);
    }

    @Bean("openai-responses")
    LlmFormat responses(InputTokenEstimate estimate) {
        return new OpenAiFormat(OpenAiApi.RESPONSES, estimate);
    }

    @Bean("openai-embeddings")
    LlmFormat embeddings(InputTokenEstimate estimate) {
        return new OpenAiFormat(OpenAiApi.EMBEDDINGS, estimate);
    }
}
