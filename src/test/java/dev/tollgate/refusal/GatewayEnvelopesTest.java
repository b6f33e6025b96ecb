package dev.tollgate.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Status, type and code by which OpenAI's and Anthropic's clients know a refusal. */
class GatewayEnvelopesTest {

    private final OpenAiEnvelope openai = new OpenAiEnvelope();
    private final AnthropicGatewayEnvelope anthropic = new AnthropicGatewayEnvelope();

    @ParameterizedTest
    @CsvSource({
        "400, malformed_request, 400, invalid_request_error, malformed_request, invalid_request_error",
        "401, authentication_required, 401, invalid_request_error, invalid_api_key, authentication_error",
        "401, invalid_api_key, 401, invalid_request_error, invalid_api_key, authentication_error",
        "402, payment_required, 402, insufficient_quota, insufficient_quota, billing_error",
        "403, model_not_found, 403, invalid_request_error, model_not_found, permission_error",
        "404, not_found, 404, invalid_request_error, not_found, not_found_error",
        "405, method_not_allowed, 405, invalid_request_error, method_not_allowed, invalid_request_error",
        "409, conflict, 409, invalid_request_error, conflict, invalid_request_error",
        "413, request_too_large, 413, invalid_request_error, request_too_large, request_too_large",
        "415, unsupported_media_type, 415, invalid_request_error, unsupported_media_type, invalid_request_error",
        "422, deposit_rejected, 422, invalid_request_error, deposit_rejected, invalid_request_error",
        "429, rate_limit_exceeded, 429, rate_limit_error, rate_limit_exceeded, rate_limit_error",
        "429, insufficient_quota, 429, insufficient_quota, insufficient_quota, rate_limit_error",
        "500, internal_error, 500, server_error, internal_error, api_error",
        "500, upstream_not_configured, 503, server_error, upstream_not_configured, overloaded_error",
        "503, upstream_error, 502, server_error, upstream_error, api_error",
        "503, upstream_refused_us, 502, server_error, upstream_refused_us, api_error",
        "503, upstream_unreachable, 503, server_error, upstream_unreachable, overloaded_error",
        "503, upstream_overloaded, 503, server_error, upstream_overloaded, overloaded_error",
        "503, upstream_unavailable, 503, server_error, upstream_unavailable, overloaded_error",
        "503, upstream_timeout, 504, server_error, upstream_timeout, timeout_error",
        "503, unavailable, 503, server_error, unavailable, overloaded_error",
    })
    void aRefusal(int ours, String word, int status, String type, String code, String anthropicType) throws Exception {
        Refusal refusal = new Refusal(ours, word, "What to do");

        assertThat(openai.status(refusal)).isEqualTo(status);
        assertThat(StrictJson.mapper().writeValueAsString(openai.body(refusal, "r-1")))
                .isEqualTo("{\"error\":{\"message\":\"What to do\",\"type\":\"" + type + "\",\"param\":null,\"code\":\""
                        + code + "\"}}");
        assertThat(anthropic.status(refusal)).isEqualTo(status);
        assertThat(StrictJson.mapper().writeValueAsString(anthropic.body(refusal, "r-1")))
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + anthropicType
                        + "\",\"message\":\"What to do\"},\"request_id\":\"r-1\"}");
    }

    @Test
    void aFieldIsNamed() throws Exception {
        assertThat(json(Refusal.invalid("max_tokens", "must be above 0")))
                .isEqualTo("{\"error\":{\"message\":\"max_tokens: must be above 0\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"max_tokens\",\"code\":\"invalid_request\"}}");
        assertThat(json(Refusal.invalid("body", "must be an object")))
                .contains("\"param\":null,\"code\":\"invalid_request\"");
    }

    private String json(Refusal refusal) throws Exception {
        return StrictJson.mapper().writeValueAsString(openai.body(refusal, "r-1"));
    }
}
