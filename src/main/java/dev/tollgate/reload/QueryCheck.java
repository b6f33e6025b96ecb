package dev.tollgate.reload;

import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.springframework.stereotype.Component;

/** Lets the database read a query without running it: a misspelt column is found before a caller meets it. */
@Component
class QueryCheck {

    /** How camel-sql marks parameters: {@code :#${variable.x}}, {@code :#name}, {@code #}. */
    private static final Pattern PARAMETER = Pattern.compile(":\\?*#(?:in:)?(?:\\$\\{[^}]*}|[\\w.]+)|#");

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    /** Errors of the statement itself: what depends on its parameters' types doesn't count. */
    private static final String SYNTAX_OR_NAME = "42";

    private static final String TYPE_UNKNOWN = "42P18";

    /** Errors that say nothing of the statement: the connection's failure, no resources, an operator's doing, the system's. */
    private static final Pattern NO_ANSWER = Pattern.compile("(?:08|53|57|58).*");

    private static final String RULE_ANSWER = "database";

    private final DataSource database;

    QueryCheck(DataSource database) {
        this.database = database;
    }

    /** What is wrong with a query; {@link #isUnanswered} where the database can't say. */
    List<Violation> check(SourceFile source) {
        String blanked = COMMENT.matcher(source.text()).replaceAll("");
        String sql = PARAMETER.matcher(blanked).replaceAll("?");
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.getParameterMetaData(); // makes the server parse it
            return List.of();
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || NO_ANSWER.matcher(state).matches()) {
                return List.of(unanswered(source));
            }
            if (!state.startsWith(SYNTAX_OR_NAME) || state.equals(TYPE_UNKNOWN)) {
                return List.of();
            }
            String expected = "a statement that the database understands; "
                    + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
            return List.of(new Violation(source.file(), line(sql, e), "sql", expected, Violation.Kind.SAFETY));
        }
    }

    /** What is said of a query that the database can't be asked about now. */
    static Violation unanswered(SourceFile source) {
        String expected = "a database that answers what it thinks of the statement; it is asked again until it does";
        return new Violation(source.file(), 1, RULE_ANSWER, expected, Violation.Kind.SAFETY);
    }

    static boolean isUnanswered(Violation violation) {
        return violation.rule().equals(RULE_ANSWER);
    }

    private static int line(String sql, SQLException e) {
        int position = e instanceof PSQLException failure && failure.getServerErrorMessage() != null
                ? failure.getServerErrorMessage().getPosition()
                : 1;
        String before = sql.substring(0, Math.max(0, Math.min(position, sql.length()) - 1));
        return 1 + (int) before.chars().filter(c -> c == '\n').count();
    }
}
