package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.routes.RouteCatalog;
import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SetRules;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which edits go live together, and who is to blame. */
class EditPlanTest {

    private static final SourceFile POLICY = source("wallet-errors.camel.yaml", """
            - routeConfiguration:
                id: wallet-errors
                onException: []
            """);
    private static final SourceFile KAMELET = kamelet("authenticate", "as");
    private static final SourceFile ROUTE = route("wallet-one", "/one", "as: anyone");
    private static final SourceFile OTHER = route("wallet-two", "/two", "as: anyone");

    @Test
    void goodEditsAreAccepted() {
        SourceFile edited = route("wallet-one", "/edited", "as: anyone");
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE, OTHER), List.of(POLICY, KAMELET, edited, OTHER));

        assertThat(plan.refused()).isEmpty();
        assertThat(plan.accepted().files()).contains(edited).doesNotContain(ROUTE);
    }

    @Test
    void aBadEditKeepsNoGoodOneBack() {
        SourceFile bad = source("wallet-one.camel.yaml", "- route: {id: wallet-one, from: [");
        SourceFile good = route("wallet-two", "/edited", "as: anyone");
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE, OTHER), List.of(POLICY, KAMELET, bad, good));

        assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
        assertThat(plan.accepted().files()).contains(ROUTE, good);
    }

    @Test
    void aKameletThatIsStillUsedStays() {
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, ROUTE));

        assertThat(plan.refused()).containsOnlyKeys(KAMELET.file());
        assertThat(plan.refused())
                .extractingByKey(KAMELET.file())
                .extracting(Violation::rule)
                .isEqualTo("kamelet");
        assertThat(plan.accepted().files()).contains(KAMELET);
    }

    @Test
    void anErrorPolicyThatIsStillUsedStays() {
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(KAMELET, ROUTE));

        assertThat(plan.refused()).containsOnlyKeys(POLICY.file());
        assertThat(plan.accepted().files()).contains(POLICY);
    }

    @Test
    void aKameletThatAsksForMoreThanItsCallersGiveIsRefused() {
        EditPlan plan =
                edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, kamelet("authenticate", "as, scope"), ROUTE));

        assertThat(plan.refused()).containsOnlyKeys(KAMELET.file());
        assertThat(plan.accepted().files()).contains(KAMELET, ROUTE);
    }

    @Test
    void aKameletMayChangeTogetherWithItsCallers() {
        SourceFile wider = kamelet("authenticate", "as, scope");
        SourceFile caller = route("wallet-one", "/one", "as: anyone, scope: all");
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, wider, caller));

        assertThat(plan.refused()).isEmpty();
        assertThat(plan.accepted().files()).contains(wider, caller);
    }

    @Test
    void ofTwoRoutesOnOnePathTheNewOneIsRefused() {
        for (String name : List.of("wallet-a", "wallet-z")) {
            SourceFile second = route(name, "/one", "as: anyone");
            EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, KAMELET, ROUTE, second));

            assertThat(plan.refused()).containsOnlyKeys(second.file());
            assertThat(plan.accepted().files()).contains(ROUTE).doesNotContain(second);
        }
    }

    @Test
    void aRenamedFileIsNoDuplicate() {
        SourceFile renamed = new SourceFile("routes/wallet/other.camel.yaml", "wallet/other.camel.yaml", ROUTE.text());
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, KAMELET, renamed));

        assertThat(plan.refused()).isEmpty();
        assertThat(plan.accepted().files()).containsExactlyInAnyOrder(POLICY, KAMELET, renamed);
    }

    @Test
    void whatCantBeReadRunsOn() {
        Violation why = new Violation(ROUTE.file(), 1, "readable", "x", Violation.Kind.SAFETY);
        RouteSet before = RouteSet.of(List.of(POLICY, KAMELET, ROUTE, OTHER));
        RouteFolders.Texts disk = new RouteFolders.Texts(
                List.of(POLICY, KAMELET),
                List.of(new RouteFolders.Missing(ROUTE, why), new RouteFolders.Missing(OTHER, null)));
        EditPlan plan = EditPlanner.whileRunning(before).plan(disk, EditPlanTest::check);

        assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
        assertThat(plan.accepted().files()).contains(ROUTE, OTHER);
    }

    @Test
    void anEmptyFileIsRefused() {
        for (String text : List.of("", "# later", "route: {id: wallet-one}", "[]")) {
            EditPlan plan = start(List.of(ROUTE), List.of(POLICY, KAMELET, source("wallet-one.camel.yaml", text)));

            assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
            assertThat(plan.accepted().files()).contains(ROUTE);
        }
    }

    @Test
    void atTheStartTheLastGoodCopyTakesABrokenFilesPlace() {
        SourceFile bad = source("wallet-one.camel.yaml", "- route: {id: wallet-one, from: [");
        EditPlan plan = start(List.of(ROUTE), List.of(POLICY, KAMELET, bad, OTHER));

        assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
        assertThat(plan.accepted().files()).contains(ROUTE, OTHER);
    }

    @Test
    void withoutACopyTheFileAndWhatDependsOnItStayOut() {
        SourceFile bad = source("wallet-errors.camel.yaml", "- routeConfiguration: [");
        SourceFile alone = source("hello.kamelet.yaml", KAMELET.text().replace("authenticate", "hello"));
        EditPlan plan = start(List.of(), List.of(bad, KAMELET, ROUTE, alone));

        assertThat(plan.refused()).containsOnlyKeys(POLICY.file(), ROUTE.file());
        assertThat(plan.accepted().files()).containsExactlyInAnyOrder(KAMELET, alone);
    }

    @Test
    void atTheStartTheLastGoodCopyOfWhatAFileUsesRunsBeforeTheFileIsLeftOut() {
        List<SourceFile> copies = List.of(POLICY, KAMELET, ROUTE, OTHER);
        for (SourceFile bad : List.of(
                source("wallet-errors.camel.yaml", "- routeConfiguration: ["),
                source("wallet-errors.camel.yaml", POLICY.text().replace("wallet-errors", "wallet-eros")),
                source("authenticate.kamelet.yaml", "spec: ["),
                kamelet("authenticate", "as, scope"))) {
            List<SourceFile> disk = new ArrayList<>(copies);
            disk.removeIf(source -> source.file().equals(bad.file()));
            disk.add(bad);
            EditPlan plan = start(copies, disk);

            assertThat(plan.refused()).containsOnlyKeys(bad.file());
            assertThat(plan.accepted().files()).containsExactlyInAnyOrderElementsOf(copies);
        }
    }

    @Test
    void atTheStartADeletionOfWhatIsStillUsedIsRefusedAndAnotherIsNot() {
        EditPlan plan = start(List.of(POLICY, KAMELET, ROUTE, OTHER), List.of(POLICY, ROUTE));

        assertThat(plan.refused()).containsOnlyKeys(KAMELET.file());
        assertThat(plan.accepted().files()).containsExactlyInAnyOrder(POLICY, KAMELET, ROUTE);
    }

    @Test
    void whatWasEditedBesideABrokenFileRunsAsItIs() {
        SourceFile policy = source("wallet-errors.camel.yaml", "- routeConfiguration: [");
        SourceFile wider = kamelet("authenticate", "as, scope");
        SourceFile caller = route("wallet-one", "/one", "as: anyone, scope: all");
        SourceFile fresh = route("wallet-new", "/new", "as: anyone, scope: all");
        List<SourceFile> known = List.of(POLICY, KAMELET, ROUTE);
        List<SourceFile> disk = List.of(policy, wider, caller, fresh);
        for (EditPlan plan : List.of(start(known, disk), edit(known, disk))) {
            assertThat(plan.refused()).containsOnlyKeys(POLICY.file());
            assertThat(plan.accepted().files()).containsExactlyInAnyOrder(POLICY, wider, caller, fresh);
        }
    }

    @Test
    void aNewFileThatIsWrongByItselfKeepsNoEditOfWhatItUsesBack() {
        SourceFile edited = source("authenticate.kamelet.yaml", KAMELET.text().replace("title: x", "title: y"));
        SourceFile wrong = route("wallet-new", "/new", "as: anyone, so: what");
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, edited, ROUTE, wrong));

        assertThat(plan.refused()).containsOnlyKeys(wrong.file());
        assertThat(plan.accepted().files()).containsExactlyInAnyOrder(POLICY, edited, ROUTE);
    }

    @Test
    void aDirectRouteThatIsStillCalledStays() {
        SourceFile called = direct("wallet-called", "wallet-called");
        SourceFile caller = source(
                "wallet-one.camel.yaml",
                ROUTE.text() + "        - to: {uri: direct, parameters: {name: wallet-called}}\n");
        List<SourceFile> before = List.of(POLICY, KAMELET, called, caller);

        EditPlan deleted = edit(before, List.of(POLICY, KAMELET, caller));
        assertThat(deleted.refused()).containsOnlyKeys(called.file());
        assertThat(deleted.refused())
                .extractingByKey(called.file())
                .hasToString("routes/wallet/wallet-one.camel.yaml:8 [direct] "
                        + "a started route from direct:wallet-called, which no file has");
        assertThat(deleted.accepted().files()).contains(called, caller);

        EditPlan renamed = edit(before, List.of(POLICY, KAMELET, direct("wallet-called", "another"), caller));
        assertThat(renamed.refused()).containsOnlyKeys(called.file());
        EditPlan off = edit(
                before,
                List.of(
                        POLICY,
                        KAMELET,
                        source("wallet-called.camel.yaml", called.text() + "    autoStartup: false\n"),
                        caller));
        assertThat(off.refused()).containsOnlyKeys(called.file());
        assertThat(edit(before, List.of(POLICY, KAMELET, ROUTE)).refused()).isEmpty();
    }

    @Test
    void aCallOfADirectRouteThatNoFileHasIsRefused() {
        SourceFile caller = source("wallet-one.camel.yaml", ROUTE.text() + "        - wireTap: {uri: direct:nobody}\n");
        EditPlan plan = edit(List.of(POLICY, KAMELET, ROUTE), List.of(POLICY, KAMELET, caller));

        assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
        assertThat(plan.accepted().files()).contains(ROUTE);
    }

    private static SourceFile direct(String id, String name) {
        return source(id + ".camel.yaml", """
                - route:
                    id: %s
                    errorHandler: {noErrorHandler: {}}
                    from: {uri: direct:%s, steps: [{log: x}]}
                """.formatted(id, name));
    }

    private static EditPlan edit(List<SourceFile> running, List<SourceFile> disk) {
        return EditPlanner.whileRunning(RouteSet.of(running)).plan(texts(disk), EditPlanTest::check);
    }

    private static RouteFolders.Texts texts(List<SourceFile> disk) {
        return new RouteFolders.Texts(disk, List.of());
    }

    private static EditPlan start(List<SourceFile> copies, List<SourceFile> disk) {
        return EditPlanner.atStart(RouteSet.of(copies)).plan(texts(disk), EditPlanTest::check);
    }

    private static List<Violation> check(RouteSet set) {
        RouteCatalog names = set.catalog(bean -> true);
        List<Violation> violations = new ArrayList<>();
        set.files().forEach(file -> violations.addAll(SetRules.checkOne(set, file, names, (bean, method) -> true)));
        violations.addAll(SetRules.check(set));
        return violations;
    }

    private static SourceFile route(String id, String path, String parameters) {
        return source(id + ".camel.yaml", """
                - route:
                    id: %s
                    routeConfigurationId: wallet-errors
                    from:
                      uri: platform-http:%s
                      steps:
                        - to: {uri: kamelet:authenticate, parameters: {%s}}
                """.formatted(id, path, parameters));
    }

    private static SourceFile kamelet(String name, String required) {
        return source(name + ".kamelet.yaml", """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: %s}
                spec:
                  definition:
                    title: x
                    type: object
                    required: [%s]
                    properties:
                      as: {title: x, description: x, type: string}
                      scope: {title: x, description: x, type: string}
                  template: {from: {uri: kamelet:source, steps: []}}
                """.formatted(name, required));
    }

    private static SourceFile source(String name, String text) {
        return new SourceFile("routes/wallet/" + name, "wallet/" + name, text);
    }
}
