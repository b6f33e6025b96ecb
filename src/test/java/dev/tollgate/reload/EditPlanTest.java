package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.routes.RouteSet;
import dev.tollgate.routes.SetRules;
import dev.tollgate.routes.SourceFile;
import dev.tollgate.routes.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        EditPlan plan = EditPlan.of(
                disk, before, (file, current) -> Optional.ofNullable(before.file(file)), EditPlanTest::check);

        assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
        assertThat(plan.accepted().files()).contains(ROUTE, OTHER);
    }

    @Test
    void anEmptyFileIsRefused() {
        for (String text : List.of("", "# later", "route: {id: wallet-one}", "[]")) {
            EditPlan plan =
                    start(List.of(POLICY, KAMELET, source("wallet-one.camel.yaml", text)), Map.of(ROUTE.file(), ROUTE));

            assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
            assertThat(plan.accepted().files()).contains(ROUTE);
        }
    }

    @Test
    void atTheStartTheLastGoodCopyTakesABrokenFilesPlace() {
        SourceFile bad = source("wallet-one.camel.yaml", "- route: {id: wallet-one, from: [");
        EditPlan plan = start(List.of(POLICY, KAMELET, bad, OTHER), Map.of(ROUTE.file(), ROUTE));

        assertThat(plan.refused()).containsOnlyKeys(ROUTE.file());
        assertThat(plan.accepted().files()).contains(ROUTE, OTHER);
    }

    @Test
    void withoutACopyTheFileAndWhatDependsOnItStayOut() {
        SourceFile bad = source("wallet-errors.camel.yaml", "- routeConfiguration: [");
        SourceFile alone = source("hello.kamelet.yaml", KAMELET.text().replace("authenticate", "hello"));
        EditPlan plan = start(List.of(bad, KAMELET, ROUTE, alone), Map.of());

        assertThat(plan.refused()).containsOnlyKeys(POLICY.file(), ROUTE.file());
        assertThat(plan.accepted().files()).containsExactlyInAnyOrder(KAMELET, alone);
    }

    private static EditPlan edit(List<SourceFile> running, List<SourceFile> disk) {
        RouteSet before = RouteSet.of(running);
        return EditPlan.of(
                texts(disk), before, (file, current) -> Optional.ofNullable(before.file(file)), EditPlanTest::check);
    }

    private static RouteFolders.Texts texts(List<SourceFile> disk) {
        return new RouteFolders.Texts(disk, List.of());
    }

    private static EditPlan start(List<SourceFile> disk, Map<String, SourceFile> copies) {
        Map<String, SourceFile> known = new TreeMap<>(copies);
        return EditPlan.of(
                texts(disk),
                RouteSet.of(List.of()),
                (file, current) -> Optional.ofNullable(known.get(file)).filter(copy -> !copy.equals(current)),
                EditPlanTest::check);
    }

    private static List<Violation> check(RouteSet set) {
        List<Violation> violations = new ArrayList<>(SetRules.checkEach(set, bean -> true));
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
