package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule has something that breaks it: one edit of a good file, and the line where it is found. */
class BrokenRoutesTest {

    private static final RouteCatalog CATALOG = new RouteCatalog(
            Set.of("wallet-errors"),
            Set.of("authenticate", "hold-funds", "call-llm", "call-upstream", "settle-and-answer"),
            Set.of("wallet", "relay"),
            Set.of("known", "known-price", "prepaid")::contains);

    private static final String ROUTE = """
            - route:
                id: wallet-messages
                group: wallet
                description: Forward one message.
                routeConfigurationId: wallet-errors
                from:
                  uri: platform-http:/wallet/v1/messages
                  parameters:
                    httpMethodRestrict: POST
                  steps:
                    - to: # authenticate
                        uri: kamelet:authenticate
                        parameters: {as: wallet}
                    - to: # hold
                        uri: kamelet:hold-funds
                        parameters: {asset: MON, price: known-price}
                    - to:
                        id: wallet-messages.upstream
                        uri: kamelet:call-llm
                        parameters: {upstream: claude}
                    - to:
                        uri: kamelet:settle-and-answer
                        parameters: {policy: prepaid}
            """;

    private static final String QUERY = """
            - route:
                id: wallet-query
                description: Show something.
                routeConfigurationId: wallet-errors
                from:
                  uri: platform-http:/wallet/v1/query
                  steps:
                    - to:
                        uri: kamelet:authenticate?as=anyone
                    - to:
                        id: wallet-query.sql
                        uri: sql:file:routes/wallet/sql/query.sql
                    - choice:
                        when:
                          - simple: ${variable.a} == 1
                            steps:
                              - bean: {ref: known, method: act}
                        otherwise:
                          steps:
                            - to:
                                id: wallet-query.rates
                                uri: http://127.0.0.1:1/rates
                                parameters: {responseTimeout: 1000}
            """;

    private static final String KAMELET = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: do-something
            spec:
              definition:
                title: Do something
                description: Does something.
                type: object
                required: [what]
                properties:
                  what:
                    title: What
                    description: The thing.
                    type: string
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - bean:
                        ref: known
                        method: act(${exchange}, '{{what}}')
            """;

    private static final String MANY_STEPS =
            "\n            uri: kamelet:authenticate\n            parameters: {as: wallet}\n"
                    + "        - log: one\n".repeat(9)
                    + "        - to:";

    private static final String SKIPPING = "idempotentConsumer: {header: x, idempotentRepository: '#r', steps: []}";

    @Test
    void goodFilesAreLeftAlone() {
        assertThat(check("wallet/wallet-messages.camel.yaml", ROUTE)).isEmpty();
        assertThat(check("wallet/wallet-query.camel.yaml", QUERY)).isEmpty();
        assertThat(check("shared/do-something.kamelet.yaml", KAMELET)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> whatMustNotBeLoaded() {
        return Stream.of(
                route("tabs are no YAML", "  id:", "\tid:", "schema", 2),
                route("duplicate keys", "group: wallet", "id: twice", "schema", 3),
                route("a field that Camel doesn't know", "group:", "grupp:", "schema", 2),
                route("a step that Camel doesn't know", "to: # hold", "two:", "schema", 14),
                route("a wrong type", "group: wallet", "streamCache: [1]", "schema", 3),
                route("no error policy", "routeConfigurationId: wallet-errors", "autoStartup: true", "error-policy", 2),
                route("an unknown error policy", "wallet-errors", "walet-errors", "error-policy", 2),
                route("a sub-route that hides errors", "platform-http:/wallet", "direct:wallet", "error-policy", 2),
                route("another server", "platform-http:/w", "jetty:http://0.0.0.0/w", "entry", 2),
                route("nobody authenticates", "kamelet:authenticate", "kamelet:hold-funds", "authentication", 12),
                route("as nobody", "{as: wallet}", "{asset: wallet}", "authentication", 12),
                route("as whom a client likes", "{as: wallet}", "{as: '${header.as}'}", "authentication", 12),
                route("too late", "- to: # authenticate", "- log: late\n        - to:", "authentication", 11),
                route("an operator's path", "http:/wallet/v1", "http:/operator", "authentication", 12),
                route("no hold", "kamelet:hold-funds", "kamelet:authenticate", "metering", 18),
                route("no settlement", "kamelet:settle-and-answer", "kamelet:authenticate", "metering", 18),
                route("a provider's address", "kamelet:hold-funds", "'{{upstream-url:claude}}'", "metering", 15),
                route("an unknown Kamelet", "kamelet:hold-funds", "kamelet:hold-founds", "kamelet", 15),
                route("a target known later", "kamelet:hold-funds", "'kamelet:${variable.x}'", "target", 15),
                query(
                        "a list of targets",
                        "bean: {ref: known, method: act}",
                        "recipientList: {simple: x}",
                        "target",
                        17),
                route("an unknown price", "price: known-price", "price: unknown", "bean", 15),
                route("a price at no rate", "price: known-price", "price: known-price@0", "price", 15),
                route("an unknown charge policy", "policy: prepaid", "policy: prepayed", "bean", 22),
                query("an unknown bean", "ref: known", "ref: unknown", "bean", 17),
                query("an unknown bean's method", "simple: ${variable.a} == 1", "method: {ref: unknown}", "bean", 15),
                query("an unknown bean in Simple", "${variable.a}", "${bean:unknown.is}", "bean", 15),
                query("a call in a branch", "bean: {ref: known, method: act}", "to: kamelet:call-llm", "metering", 17),
                query(
                        "a request passed on for nothing",
                        "bean: {ref: known, method: act}",
                        "to: kamelet:call-upstream",
                        "metering",
                        17),
                kamelet("no Kamelet", "kind: Kamelet", "kind: Camelet", "schema", 1),
                kamelet("no title", "title: Do something", "group: x", "schema", 6),
                kamelet("a required property that isn't there", "[what]", "[that]", "schema", 10),
                kamelet("a template that Camel doesn't know", "- bean:", "- been:", "schema", 20),
                kamelet("an unknown bean", "ref: known", "ref: unknown", "bean", 21));
    }

    @TestFactory
    Stream<DynamicTest> whatTheBuildRefuses() {
        return Stream.of(
                route("a name that isn't the id", "id: wallet-messages\n", "id: wallet-message\n", "file-name", 1),
                route(
                        "two things",
                        "- route:\n",
                        "- route: {from: {uri: 'direct:x', steps: []}}\n- route:\n",
                        "file-name",
                        1),
                route("no description", "description: Forward one message.", "autoStartup: true", "description", 2),
                route("a blank description", "Forward one message.", "' '", "description", 2),
                route("too many lines", "    group: wallet\n", "    group: wallet\n" + "\n".repeat(80), "size", 81),
                route("too many steps", "- to: # authenticate", "- to: # authenticate" + MANY_STEPS, "size", 24),
                route("a call without an id", "id: wallet-messages.upstream", "description: x", "external-call", 18),
                route("another family", "Forward one message.", "See relay-messages.", "family", 4),
                route("its own family by name", "Forward one message.", "See wallet-query.", "", 0),
                query("a query without an id", "id: wallet-query.sql", "description: x", "external-call", 11),
                query("a call without a time-out", "{responseTimeout: 1000}", "{x: 1}", "external-call", 21),
                query("inline SQL", "file:routes/wallet/sql/query.sql", "select 1", "sql", 11),
                query(
                        "SQL as a body",
                        "bean: {ref: known, method: act}",
                        "setBody: {constant: 'SELECT a FROM b'}",
                        "sql",
                        17),
                query("a script", "simple: ${variable.a} == 1", "groovy: a == 1", "script", 15),
                query("a compound predicate", "== 1", "== 1 && ${variable.b} == 2", "predicate", 15),
                query("either of two", "== 1", "== 1 || ${variable.b} == 2", "predicate", 15),
                query("a consumer that skips", "bean: {ref: known, method: act}", SKIPPING, "idempotency", 17),
                kamelet("a name that isn't the file's", "name: do-something", "name: do-it", "file-name", 1),
                kamelet("no description", "description: Does something.", "group: x", "description", 7),
                kamelet("a parameter without a title", "title: What", "default: x", "description", 13),
                kamelet(
                        "a parameter without a description",
                        "description: The thing.",
                        "default: x",
                        "description",
                        13),
                kamelet("a parameter without a type", "      type: string\n", "", "description", 13),
                kamelet("a family", "The thing.", "A thing of wallet-messages.", "family", 14));
    }

    private static DynamicTest route(String name, String good, String bad, String rule, int line) {
        return broken("wallet/wallet-messages.camel.yaml", ROUTE, name, good, bad, rule, line);
    }

    private static DynamicTest query(String name, String good, String bad, String rule, int line) {
        return broken("wallet/wallet-query.camel.yaml", QUERY, name, good, bad, rule, line);
    }

    private static DynamicTest kamelet(String name, String good, String bad, String rule, int line) {
        return broken("shared/do-something.kamelet.yaml", KAMELET, name, good, bad, rule, line);
    }

    /** An empty rule: the edit is fine. */
    private static DynamicTest broken(
            String path, String yaml, String name, String good, String bad, String rule, int line) {
        return DynamicTest.dynamicTest(rule + ": " + name, () -> {
            assertThat(yaml).contains(good);
            List<Violation> violations = check(path, yaml.replace(good, bad));
            if (rule.isEmpty()) {
                assertThat(violations).isEmpty();
            } else {
                assertThat(violations)
                        .extracting(violation -> violation.rule() + " at " + violation.line())
                        .contains(rule + " at " + line);
            }
        });
    }

    private static List<Violation> check(String path, String yaml) {
        return RouteRules.check(RouteFile.parse(path, yaml), CATALOG);
    }
}
