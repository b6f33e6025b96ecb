package dev.tollgate.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

/** Both forms of a log line, by the converters and the encoder that logback-spring.xml names. */
class LogLinesTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void aConsoleLineIsRedactedAndNobodysInputBeginsAnother() {
        String line = onConsole(event("user {} said {}", null, "ada\n12:00 INFO forged", "x-api-key: S3CRET"));
        assertThat(line).isEqualTo("user ada\\n12:00 INFO forged said x-api-key: ***\n");
    }

    @Test
    void whatAProgrammerWroteMayHaveSeveralLines() {
        assertThat(onConsole(event("one\ntwo", null))).isEqualTo("one\ntwo\n");
    }

    @Test
    void aStackTraceIsRedacted() {
        var failure = new IllegalStateException("refused Authorization: Bearer S3CRET");
        assertThat(onConsole(event("failed", failure)))
                .contains("IllegalStateException", "***")
                .doesNotContain("S3CRET");
    }

    @Test
    void aJsonLineIsRedactedAndCarriesTheRequestId() {
        var failure = new IllegalStateException("key sk-ant-S3CRET0123456789");
        String line = asJson(event("user {}\nforged", failure, "password=S3CRET"));
        assertThat(line)
                .contains("\"requestId\":\"req-1\"", "password=***\\nforged", "IllegalStateException")
                .doesNotContain("S3CRET");
        assertThat(line.strip().lines()).hasSize(1);
    }

    private LoggingEvent event(String message, @Nullable Throwable failure, Object... arguments) {
        Logger logger = context.getLogger("test");
        LoggingEvent event = new LoggingEvent(
                "fqcn", logger, Level.INFO, message, failure, arguments.length == 0 ? null : arguments);
        event.setMDCPropertyMap(Map.of("requestId", "req-1"));
        return event;
    }

    private String onConsole(LoggingEvent event) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("redacted", RedactedMessage::new);
        layout.getInstanceConverterMap().put("redactedException", RedactedStackTrace::new);
        layout.setPattern("%redacted%n%redactedException");
        layout.start();
        return layout.doLayout(event);
    }

    private String asJson(LoggingEvent event) {
        Environment environment =
                new MockEnvironment().withProperty("logging.structured.json.customizer", RedactedJson.class.getName());
        context.putObject(Environment.class.getName(), environment);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("logstash");
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
