package dev.tollgate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which package may know what. */
@AnalyzeClasses(packages = "dev.tollgate", importOptions = DoNotIncludeTests.class)
class BoundariesTest {

    /** But for the hook by which the HTTP client underneath is set up: it sees no Exchange either. */
    @ArchTest
    static final ArchRule beansDoNotKnowCamel = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tollgate",
                    "dev.tollgate.edge..",
                    "dev.tollgate.steps..",
                    "dev.tollgate.routes..",
                    "dev.tollgate.reload..",
                    "dev.tollgate.warmup..",
                    "dev.tollgate.config..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.camel..").and(not(type(HttpClientConfigurer.class))))
            .because("a bean is tested without a route; who touches an Exchange is an adapter in steps");

    @ArchTest
    static final ArchRule capabilitiesHaveNoCycles =
            slices().matching("dev.tollgate.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyDependsOnTheSteps = noClasses()
            .that()
            .resideOutsideOfPackages("dev.tollgate.steps..", "dev.tollgate.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tollgate.steps..")
            .because("steps are for routes");

    @ArchTest
    static final ArchRule theLedgerKnowsNoOtherCapability = noClasses()
            .that()
            .resideInAPackage("dev.tollgate.ledger..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.tollgate..")
                    .and(not(resideInAnyPackage("dev.tollgate.ledger..", "dev.tollgate.refusal.."))))
            .because("all families book with it, so it can depend on none of what they do");

    @ArchTest
    static final ArchRule noResultIsStreamed = noClasses()
            .should()
            .callMethod(JdbcClient.MappedQuerySpec.class, "stream")
            .because("such a stream holds a connection until it is closed; ask for a list or a set");

    @ArchTest
    static final ArchRule noFamilyHasItsOwnPackage = noClasses()
            .should()
            .resideInAnyPackage(
                    "dev.tollgate.wallet..", "dev.tollgate.relay..", "dev.tollgate.liqpass..", "dev.tollgate.apihub..")
            .because("Java has capabilities; families are routes");
}
