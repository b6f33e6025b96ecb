package dev.tollgate.keys;

import dev.tollgate.identity.BearerToken;
import dev.tollgate.ledger.Consumption;
import dev.tollgate.ledger.Reservation;
import dev.tollgate.metering.Quote;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import dev.tollgate.users.UserAdministration;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which key calls, and for which user. */
public final class KeyIdentity {

    private final ApiKeys keys;
    private final UserAdministration users;
    private final Clock clock;

    KeyIdentity(ApiKeys keys, UserAdministration users, Clock clock) {
        this.keys = keys;
        this.users = users;
        this.clock = clock;
    }

    /**
     * The key that a request names, as OpenAI's SDKs send it or as Anthropic's do; the first of the two counts.
     *
     * @throws Refusal 401 with the code {@code invalid_api_key} unless it is known, active and unexpired, and its user active
     */
    public Caller caller(@Nullable String authorization, @Nullable String apiKey) {
        String bearer = BearerToken.of(authorization);
        String token = bearer == null ? apiKey : bearer;
        return Optional.ofNullable(token)
                .flatMap(text -> keys.find(text.strip()))
                .filter(key -> key.isGood(clock.instant()))
                .flatMap(key -> users.user(key.userId()).map(user -> new Caller(key, user)))
                .filter(caller -> caller.user.active())
                .orElseThrow(() -> new Refusal(401, "invalid_api_key", message(token)));
    }

    private static String message(@Nullable String token) {
        return token == null
                ? "You didn't provide an API key: send Authorization: Bearer ahg_…, or x-api-key"
                : "Incorrect API key provided, or it was deactivated or has expired";
    }

    /** A key and whose it is. */
    public record Caller(ApiKey key, User user) {

        /** Units of a whole TOKEN, in which a key's quota is set. */
        private static final BigInteger UNITS = BigInteger.TEN.pow(6);

        /** What is left of a price for the user who pays: their own discount, and the key's if an admin has set it. */
        public BigDecimal paidRate() {
            return key.discountByAdmin() ? countedRate() : user.discountRate();
        }

        /** What of a price counts against the key's quota: also less by a discount that its owner has set. */
        public BigDecimal countedRate() {
            return user.discountRate().multiply(key.discountRate());
        }

        /** What a call may use of the key's caps by its quote. */
        public Consumption estimated(Quote quote) {
            return new Consumption(quote.tokensMax(), quote.advance().units(countedRate()));
        }

        /** Asks for that, within the key's caps. */
        public Reservation reserving(Quote quote) {
            BigInteger quota =
                    key.quota() == null ? null : BigInteger.valueOf(key.quota()).multiply(UNITS);
            return new Reservation(key.subject(), estimated(quote), key.tokens(), quota);
        }
    }
}
