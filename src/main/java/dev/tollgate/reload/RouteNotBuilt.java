package dev.tollgate.reload;

import dev.tollgate.routes.Violation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Camel can't build a route of a file, such as for a parameter that its component doesn't know. */
final class RouteNotBuilt extends Exception {

    private static final long serialVersionUID = 1;
    private static final Pattern LINE = Pattern.compile("(?:line |\\.yaml:)(\\d+)");

    private final String file;

    RouteNotBuilt(String file, Throwable cause) {
        super(reason(cause), cause);
        this.file = file;
    }

    /** The same as a broken rule. */
    Violation violation() {
        String message = String.valueOf(getMessage());
        Matcher line = LINE.matcher(message);
        return new Violation(
                file, line.find() ? Integer.parseInt(line.group(1)) : 1, "camel", message, Violation.Kind.SAFETY);
    }

    /** The innermost reason, in one line. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return "what Camel can build; " + message.replaceAll("\\s+", " ").strip();
    }
}
