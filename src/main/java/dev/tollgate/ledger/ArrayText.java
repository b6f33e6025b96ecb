package dev.tollgate.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of many rows as arrays in PostgreSQL's own notation: cheaper than {@code createArrayOf}. */
final class ArrayText {

    private final PreparedStatement statement;
    private int index = 1;

    /** Sets the statement's parameters from the first one on; each is {@code ?::type[]} in its text. */
    ArrayText(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Sets the next parameter: ids, numbers and words of letters and digits, or nulls. */
    <T> ArrayText plain(Collection<T> rows, Function<T, @Nullable Object> value) throws SQLException {
        var text = new StringBuilder(40 * rows.size() + 2).append('{');
        for (T row : rows) {
            separate(text);
            text.append(value.apply(row)); // a null is written NULL, in any case
        }
        return set(text);
    }

    /** Sets the next parameter: any text, or nulls. */
    <T> ArrayText text(Collection<T> rows, Function<T, @Nullable Object> value) throws SQLException {
        var text = new StringBuilder(40 * rows.size() + 2).append('{');
        for (T row : rows) {
            separate(text);
            quote(text, value.apply(row));
        }
        return set(text);
    }

    ArrayText number(long value) throws SQLException {
        statement.setLong(index++, value);
        return this;
    }

    ArrayText number(double value) throws SQLException {
        statement.setDouble(index++, value);
        return this;
    }

    private ArrayText set(StringBuilder text) throws SQLException {
        statement.setObject(index++, text.append('}').toString(), Types.OTHER);
        return this;
    }

    private static void separate(StringBuilder text) {
        if (text.length() > 1) {
            text.append(',');
        }
    }

    private static void quote(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("NULL");
            return;
        }
        String raw = value.toString();
        text.append('"');
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }
}
