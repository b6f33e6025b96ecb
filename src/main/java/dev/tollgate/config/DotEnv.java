package dev.tollgate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings in a {@code .env} file.
 *
 * <pre>
 * # a comment
 * PORT=8081                  # one after a value
 * export HOST=127.0.0.1      # as a shell would have it
 * ADMIN_PASSWORD='a #1 $ecret'
 * APP_NAME="two\nlines, a \" and a \\"
 * CLAUDE_BACKEND_URL=
 * </pre>
 *
 * <p>Nothing is expanded: a dollar is a dollar. A line that makes no sense is refused by its number, and never
 * repeated, because it may hold a secret.
 */
final class DotEnv {

    private static final Pattern ASSIGNMENT = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern DOUBLE_QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private DotEnv() {}

    /**
     * Reads a file's lines; of a name given twice the last one counts.
     *
     * @throws ConfigurationRefused naming every line that makes no sense
     */
    static Map<String, String> parse(List<String> lines) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = withoutByteOrderMark(lines.get(number - 1)).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                read(line, number, settings);
            }
        }
        return settings;
    }

    private static String withoutByteOrderMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private static void read(String line, int number, Map<String, String> settings) {
        Matcher assignment = ASSIGNMENT.matcher(line);
        if (!assignment.matches()) {
            throw refusal(number, "is not NAME=value");
        }
        settings.put(assignment.group(1), value(assignment.group(2), number));
    }

    private static String value(String written, int number) {
        if (written.startsWith("'")) {
            return quoted(SINGLE_QUOTED.matcher(written), number);
        }
        if (written.startsWith("\"")) {
            return unescaped(quoted(DOUBLE_QUOTED.matcher(written), number));
        }
        return COMMENT.matcher(written).replaceFirst("").strip();
    }

    private static String quoted(Matcher matcher, int number) {
        if (!matcher.matches()) {
            throw refusal(number, "has a quote that isn't closed, or something behind it");
        }
        return matcher.group(1);
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        switch (match.group(1)) {
                            case "n" -> "\n";
                            case "r" -> "\r";
                            case "t" -> "\t";
                            default -> match.group(1);
                        }));
    }

    private static ConfigurationRefused refusal(int number, String problem) {
        return new ConfigurationRefused(List.of("Line " + number + " of .env " + problem));
    }
}
