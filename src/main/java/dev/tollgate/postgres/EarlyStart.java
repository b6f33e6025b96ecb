package dev.tollgate.postgres;

import dev.tollgate.config.DatabaseGiven;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Starts our own PostgreSQL, where no other is given, while Spring still reads its configuration: most of the second
 * that it takes is waiting. Spring stops it after everything that uses it, also when the application doesn't start.
 */
public final class EarlyStart implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // the guard may still refuse
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (DatabaseGiven.in(context.getEnvironment())) {
            return;
        }
        PostgresSettings settings = Binder.get(context.getEnvironment())
                .bind("tollgate.postgres", PostgresSettings.class)
                .get();
        StartingPostgres starting =
                new StartingPostgres(() -> PostgresServer.start(settings.dataFolder(), settings.binaries()));
        var beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton("startingPostgres", starting);
        // Registered first, so destroyed last.
        beans.registerDisposableBean("startingPostgres", starting::close);
    }
}
