package dev.tollgate.steps;

import dev.tollgate.identity.InternalCallers;
import dev.tollgate.identity.WalletIdentity;
import dev.tollgate.keys.KeyIdentity;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import dev.tollgate.users.UserIdentity;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:authenticate}: who calls, as variables {@code caller} and, where somebody pays, {@code owner}. */
@Component
class Authenticate {

    private static final int MAX_OPERATOR_CHARS = 64;

    private final WalletIdentity wallets;
    private final InternalCallers internalCallers;
    private final UserIdentity users;
    private final KeyIdentity keys;

    Authenticate(WalletIdentity wallets, InternalCallers internalCallers, UserIdentity users, KeyIdentity keys) {
        this.wallets = wallets;
        this.users = users;
        this.keys = keys;
        this.internalCallers = internalCallers;
    }

    /**
     * @param as {@code anyone}, {@code wallet}, {@code session}, {@code user}, {@code admin}, {@code key}, {@code internal} or
     *     {@code operator}
     * @throws Refusal 400, 401 or 403
     */
    public void as(Exchange exchange, String as) {
        switch (as) {
            case "anyone" -> caller(exchange, "anyone");
            case "wallet" -> {
                String owner = "wallet:" + wallets.address(header(exchange, "x-user-address"), authorization(exchange));
                caller(exchange, owner);
                exchange.setVariable(Variables.OWNER, owner);
            }
            case "session" ->
                session(exchange, wallets.proved(header(exchange, "x-user-address"), authorization(exchange)));
            case "user" -> user(exchange, users.user(authorization(exchange)));
            case "admin" -> user(exchange, users.admin(authorization(exchange)));
            case "key" -> key(exchange, keys.caller(authorization(exchange), header(exchange, "x-api-key")));
            case "internal" -> {
                requireInternal(exchange);
                caller(exchange, "internal");
            }
            case "operator" -> {
                requireInternal(exchange);
                String name = operatorName(exchange);
                caller(exchange, "operator:" + name);
                exchange.setVariable("operator", name);
            }
            default -> throw new IllegalArgumentException("authenticate: unknown 'as' " + as);
        }
    }

    private static void session(Exchange exchange, @Nullable String address) {
        if (address == null) {
            caller(exchange, "anyone");
        } else {
            exchange.setVariable(Variables.PROVED, "wallet:" + address);
            caller(exchange, "wallet:" + address);
        }
    }

    private static void user(Exchange exchange, User user) {
        caller(exchange, user.owner());
        exchange.setVariable(Variables.OWNER, user.owner());
        exchange.setVariable("user", user);
    }

    private static void key(Exchange exchange, KeyIdentity.Caller caller) {
        caller(exchange, caller.key().subject());
        exchange.setVariable(Variables.OWNER, caller.user().owner());
        exchange.setVariable(Variables.KEY_CALLER, caller);
    }

    private void requireInternal(Exchange exchange) {
        internalCallers.require(authorization(exchange), exchange.getVariable("clientAddress", String.class));
    }

    private static String operatorName(Exchange exchange) {
        String name = header(exchange, "x-operator");
        if (name == null || !name.matches("(?!null$)[A-Za-z0-9@._ -]{1," + MAX_OPERATOR_CHARS + "}")) {
            throw Refusal.invalid(
                    "X-Operator", "must name you for the audit, 1 to 64 letters, digits, spaces or any of @ . _ -");
        }
        return name.trim();
    }

    private static void caller(Exchange exchange, String caller) {
        exchange.setVariable(Variables.CALLER, caller);
    }

    private static @Nullable String authorization(Exchange exchange) {
        return header(exchange, "authorization");
    }

    private static @Nullable String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }
}
