package dev.tollgate.reload;

import dev.tollgate.json.JsonSchemas;
import dev.tollgate.routes.RouteCatalog;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SetRules;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;

/**
 * All that can be found wrong with files before Camel sees them: YAML, its schema, the safety rules, what they refer to,
 * queries and request schemas.
 */
@Component
class EditChecks {

    private final ListableBeanFactory beans;
    private final JsonSchemas schemas;
    private final QueryCheck queries;
    private final Map<String, Violation> notBuilt = new TreeMap<>();
    private final Map<SourceFile, List<Violation>> ofTexts = new HashMap<>();
    private final Map<SourceFile, List<Violation>> ofMeanings = new HashMap<>();
    private final Predicate<String> beanNames;
    private @Nullable RouteCatalog catalog;
    private boolean unanswered;

    EditChecks(ListableBeanFactory beans, JsonSchemas schemas, QueryCheck queries) {
        this.beans = beans;
        this.beanNames = beans::containsBean;
        this.schemas = schemas;
        this.queries = queries;
    }

    /** Remembers that Camel couldn't build a version of a file. */
    void remember(RouteSet set, RouteNotBuilt failure) {
        SourceFile source = set.file(failure.file());
        Violation violation = failure.violation(source == null ? "" : source.text());
        notBuilt.put(versioned(violation.file(), set), violation);
    }

    /** Forgets what was found, for another set of files. */
    void forget() {
        notBuilt.clear();
        ofTexts.clear();
        unanswered = false;
    }

    /**
     * @param unchecked the files whose texts are to be looked at, too, not only what they mean to each other
     * @param atStart Camel's YAML schema doesn't count then, and a query that the database can't say anything about is
     *     taken for good
     */
    List<Violation> check(RouteSet set, Set<SourceFile> unchecked, boolean atStart) {
        List<Violation> violations = new ArrayList<>();
        for (SourceFile source : set.files()) {
            if (unchecked.contains(source)) {
                violations.addAll(ofTexts.computeIfAbsent(source, text -> checkText(text, atStart)));
            }
        }
        if (!violations.isEmpty()) {
            return violations;
        }
        violations.addAll(checkMeanings(set));
        violations.addAll(SetRules.check(set));
        notBuilt.forEach((version, violation) -> {
            if (set.file(violation.file()) != null && version.equals(versioned(violation.file(), set))) {
                violations.add(violation);
            }
        });
        return violations;
    }

    private static String versioned(String file, RouteSet set) {
        return file + " " + set.version(file);
    }

    /** Looks at the files that are new; what others mean is known, as long as what they may refer to is the same. */
    private List<Violation> checkMeanings(RouteSet set) {
        RouteCatalog names = set.catalog(beanNames);
        if (!names.equals(catalog)) {
            catalog = names;
            ofMeanings.clear();
        }
        ofMeanings.keySet().retainAll(Set.copyOf(set.files()));
        List<Violation> violations = new ArrayList<>();
        for (SourceFile source : set.files()) {
            violations.addAll(
                    ofMeanings.computeIfAbsent(source, file -> SetRules.checkOne(set, file, names, this::hasMethod)));
        }
        return violations;
    }

    private List<Violation> checkText(SourceFile source, boolean atStart) {
        if (source.isSql()) {
            return checkQuery(source, atStart);
        }
        if (!source.isSchema()) {
            return atStart ? List.of() : SetRules.checkSchema(source);
        }
        try {
            schemas.check(source.text());
            return List.of();
        } catch (RuntimeException e) {
            String expected = "a JSON Schema; " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
            return List.of(new Violation(source.file(), 1, "schema", expected, Violation.Kind.SAFETY));
        }
    }

    /** Where the database doesn't answer for one query, the others needn't wait for it, too. */
    private List<Violation> checkQuery(SourceFile source, boolean atStart) {
        List<Violation> found = unanswered ? List.of(QueryCheck.unanswered(source)) : queries.check(source);
        unanswered = found.stream().anyMatch(QueryCheck::isUnanswered);
        return atStart && unanswered ? List.of() : found;
    }

    private boolean hasMethod(String bean, String method) {
        Class<?> type = beans.containsBean(bean) ? beans.getType(bean) : null;
        return type == null
                || Arrays.stream(type.getMethods())
                        .anyMatch(candidate -> candidate.getName().equals(method));
    }
}
