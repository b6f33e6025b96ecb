package dev.tollgate.reload;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.routes.SourceFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.quartz.CronExpression;

/** Adds versions of routes to Camel's context, beside others of the same id, and takes them out without a trace. */
final class CamelRoutes {

    private static final String VERSION_MARK = "@";

    /** What a Kamelet's own steps call: where it begins, and what comes after it. */
    private static final Pattern INSIDE = Pattern.compile("kamelet:(//)?(source|sink)\\b");

    private final CamelContext context;
    private final Model model;
    private final YamlModels yaml;
    private final RouteChanges changes;

    CamelRoutes(CamelContext context, YamlModels yaml, RouteChanges changes) {
        this.context = context;
        this.changes = changes;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.yaml = yaml;
    }

    /** Reads the routes of a file, by their ids. */
    Map<String, RouteDefinition> read(SourceFile source) throws RouteNotBuilt {
        Map<String, RouteDefinition> byId = new LinkedHashMap<>();
        yaml.routes(source).forEach(definition -> byId.put(definition.getId(), definition));
        return byId;
    }

    /** Builds a route with everything that it uses, and doesn't start it. */
    LiveRoute build(String file, RouteDefinition definition, String version) throws RouteNotBuilt {
        String id = definition.getId();
        boolean autoStartup = isStarted(file, definition);
        changes.alone(() -> add(file, definition));
        String from = definition.getInput().getEndpointUri();
        return new LiveRoute(file, id, definition.getId(), from, version, Instant.now(), autoStartup);
    }

    private boolean isStarted(String file, RouteDefinition definition) throws RouteNotBuilt {
        try {
            return !Boolean.FALSE.equals(CamelContextHelper.parseBoolean(context, definition.getAutoStartup()));
        } catch (IllegalArgumentException e) {
            throw new RouteNotBuilt(file, e);
        }
    }

    /** Builds a job's route without its schedule, since Quartz knows a job once, and drops it again. */
    void tryOutJob(String file, RouteDefinition definition) throws RouteNotBuilt {
        checkSchedule(file, definition.getInput().getEndpointUri());
        definition.getInput().setUri("direct:" + definition.getId() + "-tried-out");
        changes.alone(() -> {
            add(file, definition);
            remove(definition.getId());
        });
    }

    /** Lets Quartz's component read the parameters, without adding the job to the store. */
    private void checkSchedule(String file, String from) throws RouteNotBuilt {
        try {
            Endpoint unstarted = context.getComponent("quartz").createEndpoint(from);
            String cron = ((QuartzEndpoint) unstarted).getCron();
            if (cron != null) {
                CronExpression.validateExpression(cron);
            }
        } catch (Exception e) {
            throw new RouteNotBuilt(file, e);
        }
    }

    /** Starts a route; what comes to an HTTP route's path comes to it from now on. */
    void start(LiveRoute route) throws RouteNotBuilt {
        try {
            switch (route.kind()) {
                case HTTP, JOB -> context.getRouteController().startRoute(route.camelId());
                case DIRECT, OTHER -> {
                    Consumer consumer = context.getRoute(route.camelId()).getConsumer();
                    if (!ServiceHelper.resumeService(consumer)) {
                        ServiceHelper.startService(consumer); // Camel wouldn't start a second one of the endpoint
                    }
                }
            }
        } catch (Exception e) {
            throw new RouteNotBuilt(route.file(), e);
        }
    }

    /** The endpoint that starts a job's route. */
    QuartzEndpoint quartzEndpoint(LiveRoute job) {
        return (QuartzEndpoint) context.getRoute(job.camelId()).getEndpoint();
    }

    /** Suspends what starts a route; exchanges that run on it go on, which they wouldn't if it were stopped. */
    void stopConsumer(LiveRoute route) {
        Route built = context.getRoute(route.camelId());
        if (built != null) {
            ServiceHelper.suspendService(built.getConsumer());
        }
    }

    /** How many exchanges run on a route. */
    int underWay(LiveRoute route) {
        return context.getInflightRepository().size(route.camelId());
    }

    /** Takes a route out, with all that nobody else uses: endpoints, and the routes that its Kamelets were made into. */
    void remove(LiveRoute route) {
        remove(route.camelId());
    }

    private void remove(String camelId) {
        try {
            changes.alone(() -> {
                removeOne(camelId);
                removeUnusedKamelets();
            });
        } catch (Exception e) {
            throw new IllegalStateException("cannot remove the route " + camelId, e);
        }
    }

    private void removeUnusedKamelets() throws Exception {
        for (Set<String> unused = unusedKamelets(); !unused.isEmpty(); unused = unusedKamelets()) {
            for (String kamelet : unused) {
                removeOne(kamelet);
            }
        }
    }

    private void removeOne(String camelId) throws Exception {
        context.getRouteController().stopRoute(camelId, 1, TimeUnit.SECONDS);
        context.removeRoute(camelId);
        RouteDefinition left = model.getRouteDefinition(camelId); // where it was never built
        if (left != null) {
            model.removeRouteDefinition(left);
        }
    }

    private void add(String file, RouteDefinition definition) throws RouteNotBuilt {
        String id = definition.getId();
        String camelId = freeId(id);
        definition.setId(camelId);
        if (!camelId.equals(id)) {
            definition.setNodePrefixId(camelId.substring(id.length()) + "-");
        }
        definition.routeProperty(EdgeEngine.PUBLIC_ID, id);
        definition.setAutoStartup("false");
        definition.setStartupOrder(null); // we start it, and its old version has the same
        try {
            model.addRouteDefinitions(List.of(definition));
        } catch (Exception e) {
            remove(camelId);
            throw new RouteNotBuilt(file, e);
        }
    }

    /** The first of {@code id}, {@code id@2}, {@code id@3} … that isn't taken: few names, whatever the number of edits. */
    private String freeId(String id) {
        String free = id;
        for (int i = 2; model.getRouteDefinition(free) != null; i++) {
            free = id + VERSION_MARK + i;
        }
        return free;
    }

    private Set<String> unusedKamelets() {
        Set<String> used = new HashSet<>();
        context.getEndpoints().forEach(endpoint -> addKamelet(endpoint, used));
        context.getRoutes().forEach(route -> endpoints(route).forEach(endpoint -> addKamelet(endpoint, used)));
        Set<String> unused = new HashSet<>();
        for (RouteDefinition definition : model.getRouteDefinitions()) {
            if (Boolean.TRUE.equals(definition.isKamelet()) && !used.contains(definition.getId())) {
                unused.add(definition.getId());
            }
        }
        return unused;
    }

    private static void addKamelet(Endpoint endpoint, Set<String> used) {
        if (endpoint instanceof KameletEndpoint kamelet
                && !INSIDE.matcher(kamelet.getEndpointUri()).lookingAt()) {
            used.add(kamelet.getRouteId());
        }
    }

    /** The endpoints that a route sends to, its error policy's included. */
    private static List<Endpoint> endpoints(Route route) {
        List<Service> services = new ArrayList<>(route.getServices());
        for (List<Processor> policy :
                List.of(List.copyOf(route.getOnExceptions()), List.copyOf(route.getOnCompletions()))) {
            policy.stream()
                    .filter(Service.class::isInstance)
                    .map(Service.class::cast)
                    .forEach(services::add);
        }
        return services.stream()
                .flatMap(service -> ServiceHelper.getChildServices(service, true).stream())
                .filter(EndpointAware.class::isInstance)
                .map(service -> ((EndpointAware) service).getEndpoint())
                .toList();
    }
}
