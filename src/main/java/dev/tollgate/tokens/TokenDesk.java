package dev.tollgate.tokens;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Amount;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.ExternalRef;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerOperations;
import dev.tollgate.ledger.Operation;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.Transfer;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import dev.tollgate.users.UserAdministration;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What admins do to users' balances, and what users ask about theirs. An {@code order_no} is booked once, over all users and
 * EPay's orders, and refunded once: the same again answers the first result, and other content is 409.
 *
 * <p>Takes path and body whole: Camel strips the quotes of a text that is a bean's parameter.
 */
public final class TokenDesk {

    private static final Asset TOKEN = Asset.of("TOKEN");
    private static final String ENTRY =
            "INSERT INTO token_entry (transfer_id, kind, order_no, asked, description) VALUES (?, ?, ?, ?, ?)";

    private final Ledger ledger;
    private final LedgerOperations operations;
    private final UserAdministration users;
    private final Amount amounts;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    TokenDesk(
            Ledger ledger,
            LedgerOperations operations,
            UserAdministration users,
            Amount amounts,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.ledger = ledger;
        this.operations = operations;
        this.users = users;
        this.amounts = amounts;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Whether a balance covers an amount. */
    public Map<String, Object> check(User user, Map<String, Object> fields) {
        BigInteger required = amount(fields);
        BigInteger balance = ledger.balance(account(user)).available();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("sufficient", balance.compareTo(required) >= 0);
        answer.put("balance", decimal(balance));
        answer.put("required", decimal(required));
        return answer;
    }

    /**
     * Credits money that was paid outside.
     *
     * @return the transfer
     * @throws Refusal 404 for the user, 409 for another recharge's order_no
     */
    public Booked recharge(Map<String, Object> path, Map<String, Object> fields, String requestId) {
        User user = users.user(path);
        return book(
                "recharge",
                AccountRef.system("recharges", TOKEN),
                account(user),
                amount(fields),
                fields,
                user,
                requestId);
    }

    /**
     * Charges an amount, less the user's discount, rounded up once to a millionth.
     *
     * @throws Refusal 402 if there is too little
     */
    public Booked consume(Map<String, Object> path, Map<String, Object> fields, String requestId) {
        User user = users.user(path);
        BigInteger asked = amount(fields);
        Booked before = consumedBefore(user, (String) fields.get("order_no"), asked);
        if (before != null) {
            return before;
        }
        BigInteger charge = new BigDecimal(asked)
                .multiply(user.discountRate())
                .setScale(0, RoundingMode.CEILING)
                .toBigIntegerExact();
        return book("consume", account(user), AccountRef.system("revenue", TOKEN), charge, fields, user, requestId);
    }

    /**
     * Gives back what was consumed.
     *
     * @throws Refusal 409 if that is more than was consumed and not given back yet
     */
    public Booked refund(Map<String, Object> path, Map<String, Object> fields, String requestId) {
        User user = users.user(path);
        BigInteger amount = amount(fields);
        try {
            return refund(user, amount, fields, requestId);
        } catch (DuplicateKeyException e) {
            return refund(user, amount, fields, requestId); // another booked the order_no meanwhile, and is seen now
        }
    }

    private Booked refund(User user, BigInteger amount, Map<String, Object> fields, String requestId) {
        return transaction.execute(status -> {
            Booked booked =
                    book("refund", AccountRef.system("revenue", TOKEN), account(user), amount, fields, user, requestId);
            requireConsumed(user); // with the account's row locked by the booking
            return booked;
        });
    }

    /**
     * Corrects a balance, up or down.
     *
     * @throws Refusal 402 if more is taken than there is
     */
    public Booked adjust(User admin, Map<String, Object> path, Map<String, Object> fields, String requestId) {
        User user = users.user(path);
        String amount = String.valueOf(fields.get("amount"));
        boolean takes = amount.startsWith("-");
        BigInteger units = amounts.parse("amount", TOKEN.code(), plain(takes ? amount.substring(1) : amount));
        var operation = new Operation(admin.username(), String.valueOf(fields.get("reason")), requestId);
        Transfer transfer =
                operations.adjust(UUID.randomUUID(), account(user), takes ? units.negate() : units, operation);
        return new Booked(transfer.id(), user);
    }

    /** Sets what a user pays of a price. */
    public User discount(User admin, Map<String, Object> path, Map<String, Object> fields) {
        return users.update(admin, path, Map.of("discount_rate", fields.get("discount_rate")));
    }

    private Booked book(
            String kind,
            AccountRef from,
            AccountRef to,
            BigInteger amount,
            Map<String, Object> fields,
            User user,
            String requestId) {
        String orderNo = (String) fields.get("order_no");
        UUID id = UUID.randomUUID();
        var entry = new Rider(
                ENTRY, Arrays.asList(id, kind, orderNo, asked(kind, fields), fields.get("description")), true);
        Transfer transfer = ledger.transfer(
                new TransferRequest(id, from, to, amount, kind, ref(kind, orderNo), List.of(entry), requestId));
        return new Booked(transfer.id(), user);
    }

    private @Nullable BigDecimal asked(String kind, Map<String, Object> fields) {
        return kind.equals("consume") ? new BigDecimal(amount(fields)) : null;
    }

    /**
     * What the order_no has booked.
     *
     * @throws Refusal 409 if that was something else
     */
    private @Nullable Booked consumedBefore(User user, @Nullable String orderNo, BigInteger asked) {
        if (orderNo == null) {
            return null;
        }
        return jdbc.sql("SELECT e.transfer_id, e.asked = ? AND a.owner = ? AS same FROM token_entry e"
                        + " JOIN transfer t ON t.id = e.transfer_id JOIN account a ON a.id = t.debit_account"
                        + " WHERE e.kind = 'consume' AND e.order_no = ?")
                .params(new BigDecimal(asked), user.owner(), orderNo)
                .query((row, number) -> {
                    if (!row.getBoolean("same")) {
                        throw Refusal.conflict(
                                "The order_no was booked before with another amount, or for another user");
                    }
                    return new Booked(row.getObject("transfer_id", UUID.class), user);
                })
                .optional()
                .orElse(null);
    }

    private void requireConsumed(User user) {
        BigDecimal consumed = jdbc.sql("SELECT consumed FROM token_money(?)")
                .param(user.owner())
                .query(BigDecimal.class)
                .single();
        if (consumed.signum() < 0) {
            throw Refusal.conflict("A refund can't be more than was consumed and not given back yet");
        }
    }

    /** One for all that has an order's number, but for a refund, which has that of what is given back. */
    static ExternalRef order(String orderNo) {
        return new ExternalRef("token:order", orderNo);
    }

    private static @Nullable ExternalRef ref(String kind, @Nullable String orderNo) {
        return orderNo == null
                ? null
                : kind.equals("refund") ? new ExternalRef("token:refund", orderNo) : order(orderNo);
    }

    private BigInteger amount(Map<String, Object> fields) {
        return amounts.parse("amount", TOKEN.code(), plain(String.valueOf(fields.get("amount"))));
    }

    /** Without an exponent, which JSON's numbers may have. */
    private static String plain(String number) {
        return new BigDecimal(number).toPlainString();
    }

    private static BigDecimal decimal(BigInteger units) {
        return new BigDecimal(
                new BigDecimal(units, TOKEN.decimals()).stripTrailingZeros().toPlainString());
    }

    private static AccountRef account(User user) {
        return new AccountRef(user.owner(), TOKEN);
    }

    /** A transfer that was booked, now or before. */
    public record Booked(UUID id, User user) {}
}
