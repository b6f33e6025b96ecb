package dev.tollgate.reload;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.json.JsonSchemas;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.quartz.Scheduler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.quartz.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Routes are loaded by us; Camel's own collector is off ({@code camel.main.routes-collector-enabled}). */
@Configuration(proxyBeanMethods = false)
class ReloadConfiguration {

    @Bean
    JobGate jobGate() {
        return new JobGate();
    }

    @Bean
    SchedulerFactoryBeanCustomizer jobsThroughTheGate(JobGate gate) {
        return factory -> factory.setGlobalJobListeners(gate);
    }

    @Bean
    LiveRoutes liveRoutes(
            CamelContext context,
            RouteChanges changes,
            RunningSources sources,
            EdgeEngine engine,
            JobGate gate,
            Scheduler scheduler,
            JdbcClient jdbc) {
        YamlModels yaml = new YamlModels(context);
        CamelRoutes camel = new CamelRoutes(context, yaml, changes);
        LiveJobs jobs = new LiveJobs(camel, gate, new JobStore(scheduler, jdbc));
        return new LiveRoutes(camel, new Definitions(context, yaml), sources, engine, jobs);
    }

    @Bean
    RouteFolders routeFolders(
            @Value("${camel.main.routes-include-pattern}") String include,
            @Value("${camel.main.routes-exclude-pattern:}") String exclude) {
        return new RouteFolders(include, exclude);
    }

    @Bean
    RouteReload routeReload(
            RouteFolders folders,
            EditChecks checks,
            LiveRoutes routes,
            JsonSchemas schemas,
            RefusedEdits refused,
            @Value("${tollgate.data-dir}") Path dataDir) {
        LastGoodCopies copies = new LastGoodCopies(dataDir.resolve("routes"));
        return new RouteReload(folders, checks, routes, copies, schemas, refused);
    }
}
