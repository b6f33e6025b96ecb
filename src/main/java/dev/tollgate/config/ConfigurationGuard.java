package dev.tollgate.config;

import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/** Refuses settings that can't work, or mustn't in production, before anything has started. */
public final class ConfigurationGuard implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        List<String> problems = problemsIn(context.getEnvironment());
        if (!problems.isEmpty()) {
            throw new ConfigurationRefused(problems);
        }
    }

    static List<String> problemsIn(ConfigurableEnvironment environment) {
        List<String> problems = new ArrayList<>();
        if (environment.acceptsProfiles(Profiles.of("production"))) {
            problems.addAll(ProductionSettings.problemsIn(environment));
        }
        if (environment.acceptsProfiles(Profiles.of("production & sandbox"))) {
            problems.add("SPRING_PROFILES_ACTIVE names both production and sandbox, which lets everybody in");
        }
        if (DatabaseGiven.in(environment)) {
            checkDatabaseUrl(environment, problems);
        }
        if (!environment.getProperty("ALGORITHM", "HS256").equals("HS256")) {
            problems.add("ALGORITHM must be HS256, the only one there is");
        }
        VerifierUrl.problemIn(environment).ifPresent(problems::add);
        return problems;
    }

    private static void checkDatabaseUrl(ConfigurableEnvironment environment, List<String> problems) {
        try {
            DatabaseUrl.parse(environment.getRequiredProperty("tollgate.database.url"));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
