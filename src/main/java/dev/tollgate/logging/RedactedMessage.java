package dev.tollgate.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.helpers.MessageFormatter;

/**
 * The message of a log line on the console, {@code %redacted}.
 *
 * <p>The text that a programmer wrote may have several lines; what was put into its places may not.
 */
public final class RedactedMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        if (arguments == null) {
            return Redaction.redact(String.valueOf(event.getMessage()));
        }
        Object[] escaped = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            escaped[i] = Redaction.escapeControls(textOf(arguments[i]));
        }
        return Redaction.redact(MessageFormatter.basicArrayFormat(event.getMessage(), escaped));
    }

    /** As SLF4J writes it, arrays included. */
    private static String textOf(Object argument) {
        return MessageFormatter.basicArrayFormat("{}", new Object[] {argument});
    }
}
