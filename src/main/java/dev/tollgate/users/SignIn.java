package dev.tollgate.users;

import dev.tollgate.identity.IssueLimit;
import dev.tollgate.refusal.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Registers users and signs them in by password.
 *
 * <p>Takes a request's fields whole: Camel strips the quotes of a text that is a bean's parameter.
 *
 * <p>That there is no such user, that it is disabled and that the password is wrong look the same, and take as long.
 */
public final class SignIn {

    private final Users users;
    private final Passwords passwords;
    private final AccessTokens tokens;
    private final SignInThrottle throttle;
    private final IssueLimit registrations;
    private final TransactionTemplate transaction;

    SignIn(
            Users users,
            Passwords passwords,
            AccessTokens tokens,
            SignInThrottle throttle,
            IssueLimit registrations,
            TransactionTemplate transaction) {
        this.users = users;
        this.passwords = passwords;
        this.tokens = tokens;
        this.throttle = throttle;
        this.registrations = registrations;
        this.transaction = transaction;
    }

    /**
     * Makes a user without money.
     *
     * @param fields username, email and password, as the schema {@code apihub/register} has them
     * @throws Refusal 409 if the name or the address is somebody's, whatever the case of its letters; 429
     */
    public User register(Map<String, Object> fields) {
        registrations.take();
        String hash = passwords.hash(text(fields, "password"));
        try {
            return users.add(text(fields, "username"), text(fields, "email"), hash);
        } catch (DuplicateKeyException e) {
            throw Refusal.conflict("The user name or the email address is taken");
        }
    }

    /**
     * Signs a user in.
     *
     * @param fields username, which may be their email address, and password
     * @param address the connection's other end
     * @throws Refusal 401 for a wrong name or password and for a disabled user; 429 after too many of these
     */
    public AccessToken signIn(Map<String, Object> fields, String address) {
        String login = text(fields, "username");
        String password = text(fields, "password");
        Optional<Users.Credentials> found = users.findByLogin(login);
        String account = account(found, login);
        throttle.take(account, address);
        if (found.isEmpty()) {
            passwords.matchNobody(password);
            throw wrong();
        }
        User user = found.get().user();
        if (!passwords.match(password, found.get().passwordHash()) || !user.active()) {
            throw wrong();
        }
        throttle.forgive(account, address);
        return token(user);
    }

    /**
     * Sets a new password and ends every token of the user's; the answer is a new one.
     *
     * @param fields current_password and new_password
     * @throws Refusal 400 if the current password is wrong; 429 after too many of these
     */
    public AccessToken changePassword(User user, Map<String, Object> fields, String address) {
        String account = "password:" + user.id(); // whoever closes the sign-in by wrong attempts doesn't close this
        throttle.take(account, address);
        if (!passwords.match(text(fields, "current_password"), users.passwordHash(user.id()))) {
            throw Refusal.invalid("current_password", "is wrong");
        }
        String hash = passwords.hash(text(fields, "new_password"));
        transaction.executeWithoutResult(status -> users.changePassword(user.id(), hash));
        throttle.forgive(account, address);
        return token(users.find(user.id()).orElseThrow());
    }

    /** Deletes what counts no more; returns how many. */
    public int prune() {
        return throttle.prune();
    }

    /** A user has a name and an address, and they count as one. */
    private static String account(Optional<Users.Credentials> found, String login) {
        return found.map(credentials -> "user:" + credentials.user().id())
                .orElseGet(() -> "nobody:" + login.toLowerCase(Locale.ROOT));
    }

    private static String text(Map<String, Object> fields, String field) {
        return String.valueOf(fields.get(field));
    }

    private AccessToken token(User user) {
        return new AccessToken(tokens.issue(user), tokens.ttl(), user);
    }

    private static Refusal wrong() {
        return Refusal.unauthenticated("Incorrect username or password");
    }
}
