package dev.tollgate.usage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Calls as CSV (RFC 4180, UTF-8), newest first, with a line of names before them.
 *
 * <p>They are read a thousand at a time, each time from where the last ended: neither memory nor a connection nor a
 * snapshot is held for a client that reads slowly. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe.
 */
public final class UsageExport {

    private static final int READ_AT_ONCE = 1_000;
    private static final String FORMULA = "=+-@\t\r\n";
    private static final UUID AFTER_ALL = new UUID(-1, -1);
    private static final List<String> COLUMNS = List.of(
            "id",
            "request_id",
            "created_at",
            "user_id",
            "key_id",
            "key_name",
            "model",
            "path",
            "input_tokens",
            "output_tokens",
            "cache_write_tokens",
            "cache_read_tokens",
            "cost",
            "price",
            "latency_ms",
            "first_token_ms",
            "status",
            "outcome");
    private static final String READ = """
            SELECT * FROM usage_found(cast(:owner AS text), :from, :to, cast(:model AS text), cast(:keyId AS bigint),
                cast(:status AS integer), cast(:outcome AS text), cast(:requestId AS text))
            WHERE (created_at, id) < (cast(:beforeTime AS timestamptz), cast(:beforeId AS uuid))
            ORDER BY created_at DESC, id DESC LIMIT :limit
            """;

    private final JdbcClient jdbc;

    UsageExport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Line(OffsetDateTime createdAt, UUID id, List<String> cells) {}

    /**
     * Writes all that is found; nothing is written before the first have been read.
     *
     * @throws IOException if the client is gone
     * @throws org.springframework.dao.DataAccessException if the database doesn't answer
     */
    public void write(UsageFilter filter, OutputStream client) throws IOException {
        List<Line> lines = read(filter, filter.to(), AFTER_ALL);
        var csv = new CSVPrinter(new OutputStreamWriter(client, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        csv.printRecord(COLUMNS);
        while (!lines.isEmpty()) {
            for (Line line : lines) {
                csv.printRecord(line.cells());
            }
            Line last = lines.get(lines.size() - 1);
            lines = lines.size() < READ_AT_ONCE ? List.of() : read(filter, last.createdAt(), last.id());
        }
        csv.flush(); // closing would end the answer as if it were whole
    }

    private List<Line> read(UsageFilter filter, OffsetDateTime beforeTime, UUID beforeId) {
        return jdbc.sql(READ)
                .param("owner", filter.owner())
                .param("from", filter.from())
                .param("to", filter.to())
                .param("model", filter.model())
                .param("keyId", filter.keyId())
                .param("status", filter.status())
                .param("outcome", filter.outcome())
                .param("requestId", filter.requestId())
                .param("beforeTime", beforeTime)
                .param("beforeId", beforeId)
                .param("limit", READ_AT_ONCE)
                .query(UsageExport::line)
                .list();
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        OffsetDateTime createdAt = row.getObject("created_at", OffsetDateTime.class);
        List<String> cells = new ArrayList<>();
        for (String column : COLUMNS) {
            cells.add(column.equals("created_at") ? createdAt.toInstant().toString() : cell(row.getString(column)));
        }
        return new Line(createdAt, row.getObject("id", UUID.class), cells);
    }

    private static String cell(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }
}
