package dev.tollgate.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/** The stack trace below a log line on the console, {@code %redactedException}. */
public final class RedactedStackTrace extends ExtendedWhitespaceThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy throwable) {
        return Redaction.redact(super.throwableProxyToString(throwable));
    }
}
