package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.routes.Violation.Kind;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.support.SimpleBeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/** Holds every file below {@code routes/} to the rules. */
class RouteRulesTest {

    private static final Path ROUTES = Path.of("routes");

    @TestFactory
    Stream<DynamicTest> everyRouteFileKeepsTheRules() throws IOException {
        List<RouteFile> files = RouteFile.below(ROUTES);
        RouteCatalog catalog = RouteCatalog.of(files, beans()::contains);

        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.path(),
                        () -> assertThat(RouteRules.check(file, catalog)).isEmpty()));
    }

    @Test
    void thereAreRoutesToCheck() throws IOException {
        assertThat(RouteFile.below(ROUTES))
                .extracting(RouteFile::path)
                .contains("shared/job-idempotency-prune.camel.yaml");
    }

    @Test
    void safetyComesFirstAndAlone() {
        String yaml = "- route:\n    id: other\n    from:\n      uri: platform-http:/x\n      steps: []\n";
        RouteFile file = RouteFile.parse("wallet/x.camel.yaml", yaml);
        RouteCatalog catalog = new RouteCatalog(Set.of(), Set.of(), Set.of(), bean -> true);

        assertThat(RouteRules.safety(file, catalog))
                .extracting(Violation::rule, Violation::kind)
                .containsExactly(tuple("error-policy", Kind.SAFETY), tuple("authentication", Kind.SAFETY));
        assertThat(RouteRules.check(file, catalog))
                .extracting(Violation::rule)
                .containsExactly("error-policy", "authentication", "file-name", "description");
    }

    /** The names of our beans, without starting anything. */
    static Set<String> beans() {
        var environment = new StandardEnvironment();
        environment.setActiveProfiles("sandbox"); // routes/sandbox/ is held to the rules, too
        var scanner = new ClassPathScanningCandidateComponentProvider(true, environment);
        var registry = new SimpleBeanDefinitionRegistry();
        return scanner.findCandidateComponents("dev.tollgate").stream()
                .flatMap(component -> Stream.concat(
                        Stream.of(AnnotationBeanNameGenerator.INSTANCE.generateBeanName(component, registry)),
                        factoryMethods(component.getBeanClassName())))
                .collect(Collectors.toSet());
    }

    private static Stream<String> factoryMethods(String className) {
        Class<?> configuration = ClassUtils.resolveClassName(className, null);
        return Arrays.stream(configuration.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Bean.class))
                .map(Method::getName);
    }
}
