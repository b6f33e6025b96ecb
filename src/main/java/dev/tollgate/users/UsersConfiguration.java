package dev.tollgate.users;

import dev.tollgate.changes.ChangeCounter;
import dev.tollgate.identity.IssueLimit;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The beans about users. Routes know {@code signIn} and {@code userAdministration} by name. */
@Configuration(proxyBeanMethods = false)
class UsersConfiguration {

    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    Users users(JdbcClient jdbc, ChangeCounter changes) {
        return new Users(jdbc, changes);
    }

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    @Bean
    AccessTokens accessTokens(SignInSettings settings) {
        return new AccessTokens(settings.secretKey(), settings.tokenTtl(), CLOCK);
    }

    @Bean
    FirstAdmin firstAdmin(Users users, Passwords passwords, SignInSettings settings) {
        return new FirstAdmin(users, passwords, settings);
    }

    @Bean
    SignIn signIn(
            Users users,
            Passwords passwords,
            AccessTokens tokens,
            JdbcClient jdbc,
            SignInSettings settings,
            PlatformTransactionManager transactions) {
        return new SignIn(
                users,
                passwords,
                tokens,
                new SignInThrottle(jdbc, settings),
                new IssueLimit(settings.registrationsPerMinute(), CLOCK),
                new TransactionTemplate(transactions));
    }

    @Bean
    UserIdentity userIdentity(AccessTokens tokens, Users users) {
        return new UserIdentity(tokens, users);
    }

    @Bean
    UserAdministration userAdministration(Users users, PlatformTransactionManager transactions) {
        return new UserAdministration(users, new TransactionTemplate(transactions));
    }
}
