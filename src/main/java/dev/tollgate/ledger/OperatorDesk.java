package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What operators ask for over HTTP: their words checked, the books' answers as JSON objects.
 *
 * <p>Takes path and body whole: Camel strips the quotes of a text that is a bean's parameter, and takes the word {@code
 * null} for nothing.
 */
@Component
public final class OperatorDesk {

    /** Lower-case, as the books have it: an address in another case would be another account. */
    private static final Pattern CUSTOMER = Pattern.compile("wallet:[a-z0-9._:-]{1,100}");

    private final LedgerOperations operations;
    private final InvariantCheck invariants;
    private final Amount amounts;

    OperatorDesk(LedgerOperations operations, InvariantCheck invariants, Amount amounts) {
        this.operations = operations;
        this.invariants = invariants;
        this.amounts = amounts;
    }

    /** The asset of a query parameter, MON where there is none. */
    public String asset(@Nullable String code) {
        return known(code == null || code.isEmpty() ? "MON" : code).code();
    }

    /** @throws Refusal 404 where the query found no account */
    public String found(@Nullable String statement) {
        if (statement == null || statement.isEmpty()) {
            throw Refusal.notFound("No such account");
        }
        return statement;
    }

    /** @throws Refusal 400 if the id is no UUID, 409 where there is no open hold of that id */
    public Map<String, Object> voidHold(
            Map<String, Object> path, Map<String, Object> request, String operator, String requestId) {
        UUID hold = uuid("id", text(path, "id"));
        if (!operations.voidHold(hold, new Operation(operator, text(request, "reason"), requestId))) {
            throw Refusal.conflict("There is no open hold " + hold);
        }
        return Map.of("id", hold, "state", "VOIDED");
    }

    /** @throws Refusal 400, or 402 where more is taken than is there */
    public Map<String, Object> adjust(
            Map<String, Object> path, Map<String, Object> request, String operator, String requestId) {
        AccountRef account = account(path, request);
        String amount = text(request, "amount");
        boolean takes = amount.startsWith("-");
        BigInteger units = amounts.parse("amount", account.asset().code(), takes ? amount.substring(1) : amount);
        Transfer transfer = operations.adjust(
                uuid("id", text(request, "id")),
                account,
                takes ? units.negate() : units,
                new Operation(operator, text(request, "reason"), requestId));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", transfer.id());
        answer.put("booked_now", transfer.created());
        answer.put("available", transfer.balanceAfter().toString());
        return answer;
    }

    public Map<String, Object> freeze(
            Map<String, Object> path, Map<String, Object> request, String operator, String requestId) {
        operations.freeze(account(path, request), new Operation(operator, text(request, "reason"), requestId));
        return Map.of("owner", text(path, "owner"), "frozen", true);
    }

    public Map<String, Object> unfreeze(
            Map<String, Object> path, Map<String, Object> request, String operator, String requestId) {
        operations.unfreeze(account(path, request), new Operation(operator, text(request, "reason"), requestId));
        return Map.of("owner", text(path, "owner"), "frozen", false);
    }

    /** Checks every invariant over all the books. */
    public Map<String, Object> check() {
        InvariantReport report = invariants.checkAll();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("transfers_checked", report.transfersChecked());
        answer.put("violations", report.violations());
        return answer;
    }

    private static AccountRef account(Map<String, Object> path, Map<String, Object> request) {
        String owner = text(path, "owner");
        if (!CUSTOMER.matcher(owner).matches()) {
            throw Refusal.invalid("owner", "must be a customer's account, such as wallet:0x…");
        }
        return new AccountRef(owner, known(text(request, "asset")));
    }

    private static Asset known(String code) {
        try {
            return Asset.of(code);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("asset", "is unknown");
        }
    }

    private static UUID uuid(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "must be a UUID");
        }
    }

    private static String text(Map<String, Object> request, String field) {
        return String.valueOf(request.get(field));
    }
}
