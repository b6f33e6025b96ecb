package dev.tollgate.users;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DuplicateKeyException;

/**
 * Makes user 1, the admin of {@code ADMIN_USERNAME}, before anybody can register.
 *
 * <p>Once, at the first start: afterwards name and password are the admin's own to change.
 */
final class FirstAdmin implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);

    private final Users users;
    private final Passwords passwords;
    private final SignInSettings settings;

    FirstAdmin(Users users, Passwords passwords, SignInSettings settings) {
        this.users = users;
        this.passwords = passwords;
        this.settings = settings;
    }

    @Override
    public void afterPropertiesSet() {
        if (settings.adminPassword().isEmpty() || users.exists(Users.FIRST_ADMIN)) {
            return;
        }
        String hash = passwords.hash(settings.adminPassword());
        try {
            users.addFirstAdmin(settings.adminUsername(), settings.adminEmail(), hash);
        } catch (DuplicateKeyException e) {
            LOG.error(
                    "There is no admin: another user is called {} or has the address {}",
                    settings.adminUsername(),
                    settings.adminEmail());
        }
    }
}
