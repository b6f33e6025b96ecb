package dev.tollgate.edge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route's path: literal ({@code /health}), with variables ({@code /claim/{id}}, one segment each), or a prefix, which
 * serves everything below it and puts the rest into the variable {@code rest}.
 *
 * <p>Ordered from the more to the less specific: more literal segments first, prefixes last.
 *
 * @param text the path as the route writes it
 * @param prefix whether longer paths match too
 */
record PathPattern(String text, boolean prefix) implements Comparable<PathPattern> {

    boolean isLiteral() {
        return !prefix && text.indexOf('{') < 0;
    }

    /** Whether the same paths match, whatever the variables are called. */
    boolean isLike(PathPattern other) {
        return prefix == other.prefix && shape().equals(other.shape());
    }

    private List<String> shape() {
        return segments(text).stream()
                .map(segment -> isVariable(segment) ? "{}" : segment)
                .toList();
    }

    /** Returns the path's variables, or null where the path does not match. */
    @Nullable
    Map<String, String> match(String path) {
        List<String> wanted = segments(text);
        List<String> given = segments(path);
        if (given.size() < wanted.size() || (!prefix && given.size() != wanted.size())) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String segment = wanted.get(i);
            if (isVariable(segment)) {
                if (given.get(i).isEmpty()) {
                    return null;
                }
                variables.put(segment.substring(1, segment.length() - 1), given.get(i));
            } else if (!segment.equals(given.get(i))) {
                return null;
            }
        }
        if (prefix) {
            variables.put("rest", String.join("/", given.subList(wanted.size(), given.size())));
        }
        return variables;
    }

    @Override
    public int compareTo(PathPattern other) {
        if (prefix != other.prefix) {
            return prefix ? 1 : -1;
        }
        int byLiterals = Long.compare(other.literalSegments(), literalSegments());
        return byLiterals != 0 ? byLiterals : text.compareTo(other.text);
    }

    private long literalSegments() {
        return segments(text).stream().filter(segment -> !isVariable(segment)).count();
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static List<String> segments(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("/", -1));
    }
}
