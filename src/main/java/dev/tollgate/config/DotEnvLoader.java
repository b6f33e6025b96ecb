package dev.tollgate.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads {@code .env} in the working folder as if its lines were environment variables; the real ones win.
 *
 * <p>It runs before Spring Boot reads application.yaml, so that SPRING_PROFILES_ACTIVE may stand there too. The system
 * property {@code tollgate.env-file} names another file, or none: tests don't want a developer's own.
 */
public final class DotEnvLoader implements EnvironmentPostProcessor, Ordered {

    /** The ending makes Spring Boot map names as it does for the real environment. */
    private static final String NAME = ".env-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Path file = Path.of(System.getProperty("tollgate.env-file", ".env"));
        if (Files.isRegularFile(file)) {
            environment
                    .getPropertySources()
                    .addAfter(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(NAME, read(file)));
        }
    }

    private static Map<String, Object> read(Path file) {
        try {
            return Map.copyOf(DotEnv.parse(Files.readAllLines(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
