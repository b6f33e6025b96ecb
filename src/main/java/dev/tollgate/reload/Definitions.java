package dev.tollgate.reload;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What routes are built from: Kamelets' templates, error policies and queries, replaced so that the next route that is
 * built finds the new ones, while those that run keep theirs.
 */
final class Definitions {

    private final CamelContext context;
    private final Model model;
    private final YamlModels yaml;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Definitions(CamelContext context, YamlModels yaml) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.yaml = yaml;
    }

    /** Replaces what differs between two sets; until the next call, {@link #undo()} takes it back. */
    void replace(RouteSet before, RouteSet next) throws RouteNotBuilt {
        undo.clear();
        for (String kamelet : names(before, next, RouteSet::kamelets)) {
            replaceTemplate(kamelet, changed(kamelet, next, RouteSet::kamelets));
        }
        for (String policy : names(before, next, RouteSet::policies)) {
            replacePolicy(policy, changed(policy, next, RouteSet::policies));
        }
        before.files().stream()
                .filter(SourceFile::isSql)
                .filter(sql -> !sql.equals(next.file(sql.file())))
                .forEach(sql -> forget(endpoint -> endpoint instanceof SqlEndpoint query
                        && query.getQuery().contains(sql.file())));
    }

    /** Puts back what the last {@link #replace} took out. */
    void undo() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    private void replaceTemplate(String name, @Nullable SourceFile source) throws RouteNotBuilt {
        RouteTemplateDefinition template = source == null ? null : yaml.template(source);
        RouteTemplateDefinition old = model.getRouteTemplateDefinition(name);
        exchangeTemplate(name, old, template);
        undo.push(() -> exchangeTemplate(name, template, old));
    }

    private void exchangeTemplate(
            String name, @Nullable RouteTemplateDefinition out, @Nullable RouteTemplateDefinition in) {
        try {
            if (out != null) {
                model.removeRouteTemplateDefinition(out);
            }
            if (in != null) {
                model.addRouteTemplateDefinition(in);
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot replace the Kamelet " + name, e);
        }
        forget(endpoint -> endpoint instanceof KameletEndpoint kamelet
                && kamelet.getTemplateId().equals(name));
    }

    private void replacePolicy(String id, @Nullable SourceFile source) throws RouteNotBuilt {
        RouteConfigurationDefinition policy = source == null
                ? null
                : yaml.policies(source).stream()
                        .filter(definition -> id.equals(definition.getId()))
                        .findFirst()
                        .orElseThrow();
        RouteConfigurationDefinition old = model.getRouteConfigurationDefinitions().stream()
                .filter(definition -> id.equals(definition.getId()))
                .findFirst()
                .orElse(null);
        exchangePolicy(old, policy);
        undo.push(() -> exchangePolicy(policy, old));
    }

    private void exchangePolicy(@Nullable RouteConfigurationDefinition out, @Nullable RouteConfigurationDefinition in) {
        if (out != null) {
            model.getRouteConfigurationDefinitions().removeIf(definition -> definition == out);
        }
        if (in != null) {
            try {
                model.addRouteConfiguration(in);
            } catch (Exception e) {
                throw new IllegalStateException("cannot replace the route configuration " + in.getId(), e);
            }
        }
    }

    /** The next route that names such an endpoint gets a new one; who has the old one keeps it. */
    private void forget(Predicate<Endpoint> which) {
        for (Endpoint endpoint : new ArrayList<>(context.getEndpoints())) {
            if (which.test(endpoint)) {
                try {
                    context.removeEndpoint(endpoint);
                } catch (Exception e) {
                    throw new IllegalStateException("cannot forget the endpoint " + endpoint, e);
                }
            }
        }
    }

    /** The names whose file has another version than before, or is gone, or new. */
    private static List<String> names(RouteSet before, RouteSet next, Function<RouteSet, Map<String, String>> kind) {
        Set<String> all = new HashSet<>(kind.apply(before).keySet());
        all.addAll(kind.apply(next).keySet());
        return all.stream()
                .filter(name -> !Objects.equals(version(name, before, kind), version(name, next, kind)))
                .sorted()
                .toList();
    }

    private static @Nullable String version(String name, RouteSet set, Function<RouteSet, Map<String, String>> kind) {
        String file = kind.apply(set).get(name);
        return file == null ? null : set.version(file);
    }

    private static @Nullable SourceFile changed(
            String name, RouteSet next, Function<RouteSet, Map<String, String>> kind) {
        String file = kind.apply(next).get(name);
        return file == null ? null : next.file(file);
    }
}
