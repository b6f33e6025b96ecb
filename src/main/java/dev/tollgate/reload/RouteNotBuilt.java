package dev.tollgate.reload;

import dev.tollgate.logging.Redaction;
import dev.tollgate.routes.Violation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.ResolveEndpointFailedException;

/** Camel can't build a route of a file, such as for a parameter that its component doesn't know. */
final class RouteNotBuilt extends Exception {

    private static final long serialVersionUID = 1;
    private static final Pattern LINE = Pattern.compile("(?:line |\\.yaml:)(\\d+)");
    private static final Pattern QUERY = Pattern.compile("(endpoint: [^?\\s]+)\\?.*?(?= due to:|$)");
    private static final Pattern TEXT_FOR_NUMBER = Pattern.compile("(For input string: |with value:? ).*");
    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{(.*)");
    private static final Pattern NAME = Pattern.compile("(?:^|, )([A-Za-z0-9_.-]+)=");

    private final String file;

    RouteNotBuilt(String file, Throwable cause) {
        super(reason(cause), cause);
        this.file = file;
    }

    /**
     * The same as a broken rule.
     *
     * @param text of the file
     */
    Violation violation(String text) {
        String message = String.valueOf(getMessage());
        Matcher line = LINE.matcher(message);
        int at = line.find() ? Integer.parseInt(line.group(1)) : lineOfEndpoint(text);
        return new Violation(file, at, "camel", message, Violation.Kind.SAFETY);
    }

    String file() {
        return file;
    }

    /** The first line that names the endpoint which couldn't be made; 1 where it was something else. */
    private int lineOfEndpoint(String text) {
        for (Throwable cause = this; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResolveEndpointFailedException failure) {
                String endpoint = failure.getUri().replaceFirst("\\?.*", "").replaceFirst("://", ":");
                int found = text.indexOf(endpoint);
                return 1
                        + (int) text.substring(0, Math.max(0, found))
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
            }
        }
        return 1;
    }

    /** The innermost reason, in one line. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return "what Camel can build; "
                + withoutValues(message.replaceAll("\\s+", " ").strip());
    }

    /** Camel quotes parameters with their values, and {@code {{...}}} may have made a secret of one. */
    private static String withoutValues(String message) {
        String clean = QUERY.matcher(message).replaceAll("$1");
        clean = TEXT_FOR_NUMBER.matcher(clean).replaceAll("$1***");
        Matcher unknown = UNKNOWN.matcher(clean);
        if (unknown.find()) {
            String names = NAME.matcher(unknown.group(1))
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.joining(", "));
            clean = clean.substring(0, unknown.start()) + "Unknown parameters: " + names;
        }
        return Redaction.redact(clean);
    }
}
