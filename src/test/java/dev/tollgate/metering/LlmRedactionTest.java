package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmRedactionTest {

    private static final String REQUEST = """
            {"model":"claude","max_tokens":7,"stream":true,"metadata":{"user_id":"u-1","x":[1,-0.50,1e3]},
             "messages":[{"role":"user","content":[{"type":"text","text":"I am ann@example.org."},null,true]}]}""";

    private final LlmRedaction redaction = new LlmRedaction();

    @Test
    void removesFieldsAndLeavesTheRestDigitForDigit() {
        assertThat(redacted("metadata.user_id, messages.role", "none")).isEqualTo("""
                {"model":"claude","max_tokens":7,"stream":true,"metadata":{"x":[1,-0.50,1e3]},\
                "messages":[{"content":[{"type":"text","text":"I am ann@example.org."},null,true]}]}""");
    }

    @Test
    void masksEmailsInTexts() {
        assertThat(redacted("metadata", "emails")).isEqualTo("""
                {"model":"claude","max_tokens":7,"stream":true,\
                "messages":[{"role":"user","content":[{"type":"text","text":"I am [e-mail]."},null,true]}]}""");
    }

    @Test
    void whatTheCallIsPaidByStays() {
        LlmRequest request = redaction.redact(request(), "metadata", "emails");

        assertThat(request.model()).isEqualTo("claude");
        assertThat(request.maxTokens()).isEqualTo(7);
        assertThat(request.stream()).isTrue();
        assertThat(ClaudeRequestReader.read(request.body(), 10).maxTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "metadata,model", "n", "stream_options.include_usage", "", "a,,b"})
    void refusesToRemoveWhatTheCallIsPaidBy(String remove) {
        assertThatIllegalArgumentException().isThrownBy(() -> redaction.redact(request(), remove, "none"));
    }

    @Test
    void refusesAMaskItDoesNotKnow() {
        assertThatIllegalArgumentException().isThrownBy(() -> redaction.redact(request(), "none", "names"));
    }

    @ParameterizedTest
    @CsvSource({
        "no address, no address",
        "@, @",
        "a@b, a@b",
        "a@.b, a@.b",
        "@here.now, @here.now",
        "a@b.c, [e-mail]",
        "<a.b+c@d-e.example>, <[e-mail]>",
        "a@b.c@d.e, [e-mail]@d.e",
        "to: a@b.c; b@c.d., to: [e-mail]; [e-mail].",
        "claude-3-5-sonnet@20241022, claude-3-5-sonnet@20241022",
    })
    void knowsAnAddress(String text, String masked) {
        assertThat(EmailMask.mask(text)).isEqualTo(masked);
    }

    @Test
    @Timeout(20)
    void masksLongTextsInOnePass() {
        String noise = "a".repeat(10_000_000);

        assertThat(EmailMask.mask(noise + "@" + noise)).hasSize(20_000_001);
        assertThat(EmailMask.mask("@".repeat(1_000_000))).hasSize(1_000_000);
    }

    private String redacted(String remove, String mask) {
        return new String(redaction.redact(request(), remove, mask).body(), UTF_8);
    }

    private static LlmRequest request() {
        return ClaudeRequestReader.read(REQUEST.getBytes(UTF_8), 1000);
    }
}
