package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.mockito.Mockito.mock;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The step from one set of files to the next, where Camel starts what it is given, and where it doesn't. */
class LiveRoutesTest {

    private final CamelContext context = new DefaultCamelContext();
    private LiveRoutes routes;

    @BeforeEach
    void start() {
        context.start();
        YamlModels yaml = new YamlModels(context);
        CamelRoutes camel = new CamelRoutes(context, yaml, new RouteChanges());
        routes = new LiveRoutes(
                camel,
                new Definitions(context, yaml),
                new RunningSources(),
                mock(EdgeEngine.class),
                new LiveJobs(camel, new JobGate(), new JobStore(mock(Scheduler.class), mock(JdbcClient.class))));
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

    @Test
    void aDirectRouteStaysUntilTheOldVersionsOfItsCallersHaveDrained() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        context.getRegistry().bind("go", (Runnable) () -> assertDoesNotThrow(() -> go.await()));
        SourceFile caller = route("caller", "direct:caller", "nothing yet");
        SourceFile calling = new SourceFile(
                caller.file(),
                caller.path(),
                caller.text() + "        - bean: {ref: go, method: run}\n        - to: direct:called\n");
        routes.apply(RouteSet.of(List.of(calling, route("called", "direct:called", "still there"))));
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> assertDoesNotThrow(() -> answer("direct:caller")));
        await(() -> context.getInflightRepository().size("caller") == 1);

        routes.apply(RouteSet.of(List.of(caller)));
        assertThat(answer("direct:caller")).isEqualTo("nothing yet");
        for (int look = 0; look < 15; look++) { // longer than the second that any route drains for
            Thread.sleep(100);
            routes.tick();
        }
        assertThat(routes.draining()).extracting(LiveRoute::id).containsExactlyInAnyOrder("caller", "called");
        go.countDown();
        assertThat(answer.get(1, TimeUnit.MINUTES)).isEqualTo("still there");

        await(() -> {
            routes.tick();
            return routes.draining().isEmpty();
        });
        assertThat(context.getRoutes()).hasSize(1);
    }

    @Test
    void aDirectRouteThatComesBackTakesThePlaceOfTheOneThatIsStillThere() throws Exception {
        SourceFile one = route("one", "direct:one", "old");
        routes.apply(RouteSet.of(List.of(one)));
        routes.apply(RouteSet.of(List.of()));
        assertThat(answer("direct:one")).isEqualTo("old");

        routes.apply(RouteSet.of(List.of(route("again", "direct:one", "new"))));
        assertThat(answer("direct:one")).isEqualTo("new");
        await(() -> {
            routes.tick();
            return routes.draining().isEmpty();
        });
        assertThat(answer("direct:one")).isEqualTo("new");
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(50);
        }
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
