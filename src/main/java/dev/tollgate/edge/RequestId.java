package dev.tollgate.edge;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id that a request is known by in answers, logs and books. */
public final class RequestId {

    static final String HEADER = "X-Request-ID";

    /** Camel takes the word {@code null} in a bean's parameters for nothing at all. */
    private static final Pattern SANE = Pattern.compile("(?!null$)[A-Za-z0-9._:-]{1,64}");

    private RequestId() {}

    /** Returns what the client sent where that is sane, else a new id. */
    public static String of(@Nullable String sent) {
        if (sent != null && SANE.matcher(sent).matches()) {
            return sent;
        }
        return UUID.randomUUID().toString();
    }
}
