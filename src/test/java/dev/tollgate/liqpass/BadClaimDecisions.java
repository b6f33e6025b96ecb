package dev.tollgate.liqpass;

import static dev.tollgate.liqpass.BadRequest.JSON;
import static dev.tollgate.liqpass.BadRequest.TOKEN;
import static dev.tollgate.liqpass.BadRequest.invalid;
import static dev.tollgate.liqpass.BadRequest.of;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What an admin may get wrong about claims. */
final class BadClaimDecisions {

    private static final String CLAIMS = "/admin/liqpass/claims";

    private static final String LISTS = """
            page=0              | page: must be an integer from 1 to 1000000
            page=-1             | page: must be an integer from 1 to 1000000
            page=1.0            | page: must be an integer from 1 to 1000000
            page=%EF%BC%91      | page: must be an integer from 1 to 1000000
            page=               | page: must be an integer from 1 to 1000000
            page=1e3            | page: must be an integer from 1 to 1000000
            page_size=0         | page_size: must be an integer from 1 to 200
            page_size=1000000   | page_size: must be an integer from 1 to 200
            page_size=99999999999999999999 | page_size: must be an integer from 1 to 200
            page_size=all       | page_size: must be an integer from 1 to 200
            status=nonsense     | status: must be filed, verified, approved, paid or rejected
            status=FILED        | status: must be filed, verified, approved, paid or rejected
            status=filed,paid   | status: must be filed, verified, approved, paid or rejected
            status=             | status: must be filed, verified, approved, paid or rejected
            order_id=%00        | query: has control characters
            wallet=%zz          | query: is not percent-encoded UTF-8
            """;

    private static final String DECISIONS = """
            approve |                    | body: is empty
            approve | []                 | body: must be a JSON object
            approve | {                  | body: malformed JSON at …
            approve | {"note": null}     | note: must be a string
            approve | {"note": 5}        | note: must be a string
            approve | {"note": ""}       | note: must not be empty
            approve | {"note": "LONG"}   | note: must have 500 characters at most
            approve | {"note": "\\u0000"} | note: must not have U+0000 or half a surrogate pair
            approve | {"reason": "x"}    | reason: is not known here
            approve | {"payout_amount": 9} | payout_amount: is not known here
            reject  |                    | body: is empty
            reject  | {}                 | reason: is required
            reject  | {"reason": null}   | reason: must be a string
            reject  | {"reason": ["x"]}  | reason: must be a string
            reject  | {"reason": ""}     | reason: must not be empty
            reject  | {"reason": "  "}   | reason: must not be blank
            reject  | {"reason": "LONG"} | reason: must have 500 characters at most
            reject  | {"reason": "a", "reason": "b"} | body: duplicate key at …
            reject  | {"reason": "x", "force": true} | force: is not known here
            retry   |                    | body: is empty
            retry   | null               | body: must be a JSON object
            retry   | {"note": {}}       | note: must be a string
            retry   | {"attempts": 0}    | attempts: is not known here
            """;

    private BadClaimDecisions() {}

    static Stream<BadRequest> all() {
        List<BadRequest> all = new ArrayList<>();
        LISTS.lines()
                .map(line -> line.split(" *\\| ", 2))
                .map(cells -> of("GET", CLAIMS + "?" + cells[0], TOKEN, "", 400, "INVALID_REQUEST", cells[1]))
                .forEach(all::add);
        DECISIONS
                .lines()
                .map(line -> line.split(" *\\| ", 3))
                .map(cells -> invalid(
                        CLAIMS + "/{claim}/" + cells[0],
                        JSON + TOKEN,
                        cells[1].strip().replace("LONG", "x".repeat(501)),
                        cells[2]))
                .forEach(all::add);
        unknown(all);
        around(all);
        return all.stream();
    }

    private static void unknown(List<BadRequest> all) {
        for (String id : List.of("claim_xyz789", "%27%20OR%201=1", "{order}", "%F0%9F%92%A9", "{claim}%20")) {
            String claim = CLAIMS + "/" + id;
            all.add(notFound("GET", claim, TOKEN, ""));
            all.add(notFound("POST", claim + "/approve", JSON + TOKEN, "{}"));
            all.add(notFound("POST", claim + "/reject", JSON + TOKEN, "{\"reason\": \"x\"}"));
            all.add(notFound("POST", claim + "/retry", JSON + TOKEN, "{}"));
        }
    }

    private static BadRequest notFound(String method, String target, String headerLines, String body) {
        return of(method, target, headerLines, body, 404, "CLAIM_NOT_FOUND", "理赔不存在");
    }

    private static void around(List<BadRequest> all) {
        String wrongMethod = "Method Not Allowed";
        all.add(of("POST", CLAIMS, JSON + TOKEN, "{}", 405, "METHOD_NOT_ALLOWED", wrongMethod));
        all.add(of("DELETE", CLAIMS + "/{claim}", TOKEN, "", 405, "METHOD_NOT_ALLOWED", wrongMethod));
        all.add(of("PUT", CLAIMS + "/{claim}", JSON + TOKEN, "{}", 405, "METHOD_NOT_ALLOWED", wrongMethod));
        for (String decision : List.of("approve", "reject", "retry")) {
            String target = CLAIMS + "/{claim}/" + decision;
            all.add(of("GET", target, TOKEN, "", 405, "METHOD_NOT_ALLOWED", wrongMethod));
            all.add(of(
                    "POST",
                    target,
                    TOKEN + "Content-Type: text/plain\r\n",
                    "{\"reason\": \"x\"}",
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Content-Type must be application/json"));
            all.add(of(
                    "POST",
                    target,
                    JSON,
                    "{\"reason\": \"x\"}",
                    401,
                    "AUTHENTICATION_REQUIRED",
                    "Not authenticated: send Authorization: Bearer <access_token>"));
            all.add(of(
                    "POST",
                    target,
                    JSON + TOKEN + TOKEN,
                    "{\"reason\": \"x\"}",
                    400,
                    "INVALID_REQUEST",
                    "authorization: must be sent once"));
        }
    }
}
