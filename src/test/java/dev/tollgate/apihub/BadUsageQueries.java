package dev.tollgate.apihub;

import static dev.tollgate.apihub.BadCall.KEY;
import static dev.tollgate.apihub.BadCall.TOKEN;
import static dev.tollgate.apihub.BadCall.bare;

import dev.tollgate.apihub.BadCall.Envelope;
import java.util.ArrayList;
import java.util.List;

/** Questions of the usage API that make no sense. */
final class BadUsageQueries {

    private static final String DATE =
            "must be a date or a time by ISO 8601, such as 2030-01-31 or 2030-01-31T12:00:00Z (+ as %2B)";

    private static final String INVALID = """
            /api/usage?from=2026-02-01&to=2026-01-01             | from: must be before to
            /api/usage?from=2026-01-01&to=2028-09-27             | from: must be at most 366 days before to
            /api/usage?from=yesterday                            | from: DATE
            /api/usage?from=2026-13-01                           | from: DATE
            /api/usage?from=                                     | from: DATE
            /api/usage?to=1999-12-30                             | to: must be from 2000 to 9999
            /api/usage?to=%2B99999-12-31T00:00:00Z               | to: must be from 2000 to 9999
            /api/usage?group_by=nonsense                         | group_by: must be a list of hour or day, model, key, each once, with commas
            /api/usage?group_by=hour,day                         | group_by: must be a list of hour or day, model, key, each once, with commas
            /api/usage?group_by=model,model                      | group_by: must be a list of hour or day, model, key, each once, with commas
            /api/usage?group_by=day,                             | group_by: must be a list of hour or day, model, key, each once, with commas
            /api/usage?group_by=user                             | group_by: must be a list of hour or day, model, key, each once, with commas
            /api/usage?group_by=day;DROP%20TABLE%20usage         | group_by: must be a list of hour or day, model, key, each once, with commas
            /api/usage?page=0                                    | page: must be an integer from 1 to 1000000
            /api/usage?page=1.0                                  | page: must be an integer from 1 to 1000000
            /api/usage?page_size=100000                          | page_size: must be an integer from 1 to 1000
            /api/usage?key_id=0                                  | key_id: must be an integer of 1 or more
            /api/usage?key_id=99999999999999999999               | key_id: must be an integer of 1 or more
            /api/usage?key_id=%EF%BC%91                          | key_id: must be an integer of 1 or more
            /api/usage/requests?status=99                        | status: must be an HTTP status, such as 200
            /api/usage/requests?status=2xx                       | status: must be an HTTP status, such as 200
            /api/usage/requests?outcome=good                     | outcome: must be one of OUTCOMES
            /api/usage/requests?page_size=-1                     | page_size: must be an integer from 1 to 1000
            /api/usage/export?from=2026-02-01&to=2026-01-01      | from: must be before to
            /api/usage/export?status=200'                        | status: must be an HTTP status, such as 200
            /api/usage/export?outcome==1%2B1                     | outcome: must be one of OUTCOMES
            """;

    private BadUsageQueries() {}

    static List<BadCall> all() {
        List<BadCall> all = new ArrayList<>();
        INVALID.replace("DATE", DATE)
                .replace(
                        "OUTCOMES",
                        "in_progress, ok, client_abort, upstream_error, timeout, shutdown, internal_error, lost")
                .lines()
                .map(line -> line.split(" +\\| +", 2))
                .map(cells -> bare("GET", cells[0], TOKEN, 422, cells[1]).in(Envelope.FIELDS))
                .forEach(all::add);
        for (String path : List.of("/api/usage", "/api/usage/requests", "/api/usage/export")) {
            all.add(bare("GET", path + "?model=%00", TOKEN, 400, "query: has control characters"));
            all.add(bare("GET", path + "?model=%0d%0aX:1", TOKEN, 400, "query: has control characters"));
            all.add(bare("GET", path + "?model=%ff", TOKEN, 400, "query: is not percent-encoded UTF-8"));
            all.add(bare("POST", path, TOKEN, 405, "Method Not Allowed"));
            all.add(bare("GET", path, KEY, 401, "The access token is wrong, has expired or was ended; sign in again"));
        }
        all.add(bare("GET", "/api/usage/admin?user_id=1", TOKEN, 403, "Only an admin may do this"));
        return all;
    }
}
