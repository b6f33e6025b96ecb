package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.routes.SourceFile;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that come and go at once don't take each other's Kamelets. */
class RouteChangesTest {

    private static final int ROUNDS = 200;

    private final CamelContext context = new DefaultCamelContext();
    private final RouteChanges changes = new RouteChanges();

    @BeforeEach
    void start() throws Exception {
        context.start();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("greet").from("kamelet:source").setBody(constant("hello"));
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aRouteHasItsKameletsThoughAnotherGoesMeanwhile() throws Exception {
        CompletableFuture<Void> rehearsal = CompletableFuture.runAsync(this::buildAndRemove);
        int rounds = 0;
        for (; rounds < ROUNDS || !rehearsal.isDone(); rounds++) {
            String id = "guest" + rounds;
            changes.alone(() -> context.addRoutes(calling(id)));
            assertThat(context.getRoute(id + "-greet")).as(id).isNotNull();
            assertThat(context.createProducerTemplate().requestBody("direct:" + id, "", String.class))
                    .isEqualTo("hello");
        }
        rehearsal.join();
    }

    private void buildAndRemove() {
        YamlModels yaml = new YamlModels(context);
        CamelRoutes routes = new CamelRoutes(context, yaml, changes);
        SourceFile file = new SourceFile("routes/rehearsed.camel.yaml", "rehearsed.camel.yaml", """
                - route:
                    id: rehearsed
                    from:
                      uri: direct:rehearsed
                      steps:
                        - to: kamelet:greet/rehearsed-greet
                """);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                RouteDefinition definition =
                        Objects.requireNonNull(routes.read(file).get("rehearsed"));
                routes.remove(routes.build(file.file(), definition, "1"));
            }
        } catch (RouteNotBuilt e) {
            throw new IllegalStateException(e);
        }
    }

    private static RouteBuilder calling(String id) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).to("kamelet:greet/" + id + "-greet");
            }
        };
    }
}
