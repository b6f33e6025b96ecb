package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

/** The step from one set of files to the next, where Camel starts what it is given, and where it doesn't. */
class LiveRoutesTest {

    private final CamelContext context = new DefaultCamelContext();
    private LiveRoutes routes;

    @BeforeEach
    void start() {
        context.start();
        YamlModels yaml = new YamlModels(context);
        routes = new LiveRoutes(
                new CamelRoutes(context, yaml),
                new Definitions(context, yaml),
                new RunningSources(),
                mock(EdgeEngine.class),
                new JobGate(),
                mock(Scheduler.class));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void ifOneRouteCantBeStartedAllRunAsBefore() throws Exception {
        RouteSet before = RouteSet.of(List.of(route("one", "direct:one", "old"), route("two", "direct:two", "old")));
        routes.apply(before);
        RouteSet clash = RouteSet.of(List.of(
                route("one", "direct:one", "new"),
                route("two", "direct:two", "new"),
                route("three", "direct:one", "second consumer")));

        assertThatThrownBy(() -> routes.apply(clash)).isInstanceOf(RouteNotBuilt.class);
        assertThat(routes.running()).isSameAs(before);
        assertThat(routes.draining()).isEmpty();
        assertThat(context.getRoutes()).hasSize(2);
        assertThat(answer("direct:one")).isEqualTo("old");
        assertThat(answer("direct:two")).isEqualTo("old");
    }

    @Test
    void whatMovesToAnotherFileIsThere() throws Exception {
        routes.apply(RouteSet.of(List.of(route("one", "direct:one", "old"))));
        routes.apply(RouteSet.of(List.of(route("moved", "direct:one", "new"))));

        assertThat(answer("direct:one")).isEqualTo("new");
        assertThat(routes.current()).extracting(LiveRoute::id).containsExactly("moved");
    }

    private String answer(String uri) throws Exception {
        try (var template = context.createProducerTemplate()) {
            return template.requestBody(uri, "", String.class);
        }
    }

    private static SourceFile route(String id, String from, String answer) {
        return new SourceFile("routes/wallet/" + id + ".camel.yaml", "wallet/" + id + ".camel.yaml", """
                - route:
                    id: %s
                    startupOrder: %d
                    from:
                      uri: %s
                      steps:
                        - setBody: {constant: %s}
                """.formatted(
                        id, id.length(), from, answer));
    }
}
