package dev.tollgate.routes;

import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a route file may refer to.
 *
 * @param policies ids of the route configurations
 * @param kamelets names of the Kamelets
 * @param families names of the families' folders
 * @param beans whether there is a bean of that name
 */
public record RouteCatalog(Set<String> policies, Set<String> kamelets, Set<String> families, Predicate<String> beans) {

    private static final Set<String> NO_FAMILIES = Set.of("", "shared", "sandbox");

    /** The catalog of a whole set of files. */
    public static RouteCatalog of(Collection<RouteFile> files, Predicate<String> beans) {
        return new RouteCatalog(
                files.stream()
                        .flatMap(file -> file.policies().stream())
                        .map(policy -> policy.at("id").text())
                        .collect(Collectors.toUnmodifiableSet()),
                files.stream()
                        .filter(RouteFile::isKamelet)
                        .map(file -> file.yaml().at("metadata", "name").text())
                        .collect(Collectors.toUnmodifiableSet()),
                files.stream()
                        .map(RouteFile::folder)
                        .filter(folder -> !NO_FAMILIES.contains(folder))
                        .collect(Collectors.toUnmodifiableSet()),
                beans);
    }
}
