package dev.tollgate.users;

import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** What an admin changes about users. */
public final class UserAdministration {

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private final Users users;
    private final TransactionTemplate transaction;

    UserAdministration(Users users, TransactionTemplate transaction) {
        this.users = users;
        this.transaction = transaction;
    }

    /**
     * Changes the fields that are there; whoever is disabled loses their tokens for good.
     *
     * @param path has user_id
     * @param changes any of is_active, role, discount_rate
     * @throws Refusal 404; 409 where admins would lock themselves out
     */
    public User update(User admin, Map<String, Object> path, Map<String, Object> changes) {
        long id = user(path).id();
        Boolean active = (Boolean) changes.get("is_active");
        Role role = changes.get("role") instanceof String name ? Role.of(name) : null;
        if (id == admin.id() && (Boolean.FALSE.equals(active) || role == Role.USER)) {
            throw Refusal.conflict("You can't disable yourself or stop being an admin; another admin can");
        }
        Object rate = changes.get("discount_rate");
        return update(id, active, role, rate == null ? null : new BigDecimal(rate.toString()));
    }

    /**
     * The user of a path's user_id.
     *
     * @throws Refusal 404
     */
    public User user(Map<String, Object> path) {
        return Optional.of(String.valueOf(path.get("user_id")))
                .filter(id -> ID.matcher(id).matches())
                .map(Long::parseLong)
                .flatMap(this::user)
                .orElseThrow(UserAdministration::unknown);
    }

    /** The user with an id, as they are now. */
    public Optional<User> user(long id) {
        return users.find(id);
    }

    private User update(long id, @Nullable Boolean active, @Nullable Role role, @Nullable BigDecimal rate) {
        return transaction.execute(
                status -> users.update(id, active, role, rate).orElseThrow(UserAdministration::unknown));
    }

    private static Refusal unknown() {
        return Refusal.notFound("User not found");
    }
}
