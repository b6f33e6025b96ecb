package dev.tollgate.config;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Matches when {@code DATABASE_URL} is set, and not to nothing. */
public final class DatabaseGiven implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return in(context.getEnvironment());
    }

    /** Whether it is set. */
    public static boolean in(Environment environment) {
        return StringUtils.hasText(environment.getProperty("tollgate.database.url"));
    }
}
