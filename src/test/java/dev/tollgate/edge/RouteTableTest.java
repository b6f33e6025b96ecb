package dev.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer is a word here. The wildcard stands for a paid path that nothing may reach by accident. */
class RouteTableTest {

    private final RouteTable<String> table = new RouteTable<>();

    @BeforeEach
    void aPaidWildcard() {
        table.register(new PathPattern("/api", true), Set.of(), "paid");
    }

    @Test
    void aLiteralWinsOverATemplateAndATemplateOverAPrefix() {
        table.register(new PathPattern("/api/{name}", false), Set.of("GET"), "template");
        table.register(new PathPattern("/api/keys", false), Set.of("GET"), "literal");

        assertThat(found("GET", "/api/keys")).isEqualTo("literal");
        assertThat(found("GET", "/api/other")).isEqualTo("template");
        assertThat(found("GET", "/api/other/deeper")).isEqualTo("paid");
        assertThat(found("GET", "/api")).isEqualTo("paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", "FOO"})
    void aWrongMethodOnALiteralNeverFallsThrough(String method) {
        table.register(new PathPattern("/api/keys", false), Set.of("POST"), "literal");

        assertThat(table.match(method, "/api/keys"))
                .isEqualTo(new RouteTable.Match.WrongMethod<>(Set.of("POST"), "literal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "get"})
    void aWrongMethodOnATemplateNeverFallsThrough(String method) {
        table.register(new PathPattern("/api/balance/{address}", false), Set.of("GET"), "template");

        assertThat(table.match(method, "/api/balance/0x1"))
                .isEqualTo(new RouteTable.Match.WrongMethod<>(Set.of("GET", "HEAD"), "template"));
    }

    @Test
    void aPrefixWithMethodsHasWrongOnesToo() {
        table.register(new PathPattern("/claude", true), Set.of("POST"), "claude");

        assertThat(table.match("GET", "/claude/v1/messages"))
                .isEqualTo(new RouteTable.Match.WrongMethod<>(Set.of("POST"), "claude"));
    }

    @Test
    void headIsServedByGetUnlessSomethingServesItItself() {
        table.register(new PathPattern("/health", false), Set.of("GET"), "get");
        assertThat(found("HEAD", "/health")).isEqualTo("get");

        table.register(new PathPattern("/health", false), Set.of("HEAD"), "head");
        assertThat(found("HEAD", "/health")).isEqualTo("head");
    }

    @Test
    void methodsOfOnePathComeFromSeveralRoutes() {
        table.register(new PathPattern("/keys", false), Set.of("GET"), "list");
        table.register(new PathPattern("/keys", false), Set.of("POST"), "create");

        assertThat(found("GET", "/keys")).isEqualTo("list");
        assertThat(found("POST", "/keys")).isEqualTo("create");
        assertThat(table.match("PUT", "/keys"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.WrongMethod.class,
                        wrong -> assertThat(wrong.allowed()).isEqualTo(Set.of("GET", "HEAD", "POST")));
    }

    @Test
    void routesOfOnePathMayNameItsVariableDifferently() {
        table.register(new PathPattern("/orders/{id}", false), Set.of("GET"), "show");
        table.register(new PathPattern("/orders/{number}", false), Set.of("DELETE"), "cancel");

        assertThat(table.match("GET", "/orders/7")).isEqualTo(new RouteTable.Match.Found<>("show", Map.of("id", "7")));
        assertThat(table.match("DELETE", "/orders/7"))
                .isEqualTo(new RouteTable.Match.Found<>("cancel", Map.of("number", "7")));
        assertThat(table.match("POST", "/orders/7"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.WrongMethod.class,
                        wrong -> assertThat(wrong.allowed()).isEqualTo(Set.of("DELETE", "GET", "HEAD")));
    }

    @Test
    void aLiteralAndAPrefixOfTheSameTextDoNotMix() {
        table.register(new PathPattern("/api", false), Set.of("GET"), "literal");

        assertThat(found("GET", "/api")).isEqualTo("literal");
        assertThat(table.match("POST", "/api")).isInstanceOf(RouteTable.Match.WrongMethod.class);
        assertThat(found("POST", "/api/x")).isEqualTo("paid");

        table.unregister("literal");
        assertThat(found("POST", "/api")).isEqualTo("paid");
    }

    @Test
    void aNewVersionReplacesAndTheOldOneGoesWithoutHarm() {
        PathPattern keys = new PathPattern("/keys", false);
        table.register(keys, Set.of("GET", "POST"), "old");
        table.register(keys, Set.of("GET", "POST"), "new");
        assertThat(found("GET", "/keys")).isEqualTo("new");

        table.unregister("old");
        assertThat(found("POST", "/keys")).isEqualTo("new");

        table.unregister("new");
        assertThat(table.match("GET", "/keys")).isInstanceOf(RouteTable.Match.None.class);
    }

    private String found(String method, String path) {
        RouteTable.Match<String> match = table.match(method, path);
        assertThat(match).isInstanceOf(RouteTable.Match.Found.class);
        return ((RouteTable.Match.Found<String>) match).consumer();
    }
}
