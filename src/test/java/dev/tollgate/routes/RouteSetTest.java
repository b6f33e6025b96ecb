package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What depends on what, so that an edit reloads just what it has to, and what is wrong between files. */
class RouteSetTest {

    private static final SourceFile SQL = source("wallet/sql/list.sql", "SELECT 1");
    private static final SourceFile SCHEMA = source("wallet/schema/body.json", "{}");
    private static final SourceFile INNER =
            kamelet("inner", "- to: {id: x, uri: 'sql:file:routes/wallet/sql/list.sql'}");
    private static final SourceFile OUTER = kamelet("outer", "- to: kamelet:inner");
    private static final SourceFile POLICY = source("wallet/wallet-errors.camel.yaml", """
            - routeConfiguration:
                id: wallet-errors
                onException:
                  - onException:
                      exception: [java.lang.Throwable]
                      steps:
                        - to: kamelet:inner
            """);
    private static final SourceFile DIRECT = source("wallet/wallet-direct.camel.yaml", """
            - route:
                id: wallet-direct
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:wallet
                  steps:
                    - choice:
                        when:
                          - simple: ${body} == 1
                            steps:
                              - to: {uri: kamelet:outer}
            """);
    private static final SourceFile HTTP = source("wallet/wallet-http.camel.yaml", """
            - route:
                id: wallet-http
                routeConfigurationId: wallet-errors
                from:
                  uri: platform-http:/wallet/{id}
                  parameters: {httpMethodRestrict: "GET,POST"}
                  steps:
                    - to: kamelet:read-json?schema=wallet/body
            """);
    private static final List<SourceFile> ALL =
            List.of(SQL, SCHEMA, INNER, OUTER, POLICY, DIRECT, HTTP, kamelet("read-json", "- log: x"));

    @Test
    void aFileDependsOnWhatItUsesAndOnWhatThatUses() {
        RouteSet set = RouteSet.of(ALL);
        assertThat(set.dependencies(DIRECT.file())).containsExactlyInAnyOrder(OUTER.file(), INNER.file(), SQL.file());
        assertThat(set.dependencies(HTTP.file()))
                .containsExactlyInAnyOrder(
                        POLICY.file(), INNER.file(), SQL.file(), SCHEMA.file(), "routes/wallet/read-json.kamelet.yaml");
        assertThat(set.filesWithRoutes()).containsExactly(DIRECT.file(), HTTP.file());
    }

    @Test
    void theVersionChangesWithWhatAFileUsesAndWithNothingElse() {
        RouteSet before = RouteSet.of(ALL);
        RouteSet query = with(source("wallet/sql/list.sql", "SELECT 2"));
        RouteSet outer = with(kamelet("outer", "- to: kamelet:inner?x=y"));

        assertThat(query.version(DIRECT.file())).isNotEqualTo(before.version(DIRECT.file()));
        assertThat(query.version(HTTP.file())).isNotEqualTo(before.version(HTTP.file()));
        assertThat(outer.version(DIRECT.file())).isNotEqualTo(before.version(DIRECT.file()));
        assertThat(outer.version(HTTP.file())).isEqualTo(before.version(HTTP.file()));
        assertThat(with(SQL).version(DIRECT.file()))
                .isEqualTo(before.version(DIRECT.file()))
                .hasSize(8);
    }

    @Test
    void aGoodSetIsLeftAlone() {
        assertThat(SetRules.check(RouteSet.of(ALL))).isEmpty();
    }

    @Test
    void whatTheYamlReaderCantMakeAnythingOfIsAViolation() {
        for (String text : List.of("- route: !mine {id: x}", "- route: {? : x}", "- ? {a: b}\n  : x")) {
            assertThat(SetRules.checkSchema(source("wallet/wallet-x.camel.yaml", text)))
                    .isNotEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrongBetweenFiles() {
        return Stream.of(
                wrong("the same id", HTTP, "wallet-http\n", "wallet-direct\n", "unique"),
                wrong(
                        "the same path by another name",
                        DIRECT,
                        "direct:wallet",
                        "platform-http:/wallet/{name}?httpMethodRestrict=GET",
                        "unique"),
                wrong("no id", HTTP, "id: wallet-http", "group: x", "id"),
                wrong("an id like a version's", HTTP, "wallet-http\n", "wallet-http@2\n", "id"),
                wrong("a query that isn't there", INNER, "list.sql", "lost.sql", "sql"),
                wrong("a schema that isn't there", HTTP, "wallet/body", "wallet/lost", "schema"),
                wrong("a parameter that the Kamelet doesn't know", OUTER, "inner", "inner?z=1", "kamelet"),
                wrong(
                        "a Kamelet in a circle",
                        INNER,
                        "- to: {id: x",
                        "- to: kamelet:outer\n      - to: {id: x",
                        "kamelet"),
                wrong("no list", DIRECT, "- route", "route", "entry"),
                wrong("a job of no group", DIRECT, "direct:wallet", "quartz:wallet", "entry"),
                wrong("something else in a file", POLICY, "- routeC", "- onException: {}\n- routeC", "entry"));
    }

    private static DynamicTest wrong(String name, SourceFile file, String good, String bad, String rule) {
        return DynamicTest.dynamicTest(rule + ": " + name, () -> {
            assertThat(file.text()).contains(good);
            SourceFile broken =
                    new SourceFile(file.file(), file.path(), file.text().replace(good, bad));
            assertThat(SetRules.check(with(broken)))
                    .isNotEmpty()
                    .extracting(Violation::rule)
                    .contains(rule);
        });
    }

    private static RouteSet with(SourceFile replacement) {
        return RouteSet.of(ALL.stream()
                .map(source -> source.file().equals(replacement.file()) ? replacement : source)
                .toList());
    }

    private static SourceFile kamelet(String name, String steps) {
        return source("wallet/" + name + ".kamelet.yaml", """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: %s}
                spec:
                  definition:
                    title: x
                    type: object
                    properties:
                      x: {title: x, description: x, type: string}
                      schema: {title: x, description: x, type: string}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                      %s
                """.formatted(name, steps));
    }

    private static SourceFile source(String path, String text) {
        return new SourceFile("routes/" + path, path, text);
    }
}
