package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of all kinds replaced again and again inside Camel: nothing is lost, nothing runs twice, nothing stays behind. */
class ReplacedRoutesTest {

    private static final int EDITS = 40 * Integer.getInteger("tollgate.soak", 1);

    /** What a job calls: notes which version ran for which time. */
    public static final class Runs {

        private final List<String> all = new CopyOnWriteArrayList<>();

        public void ran(String version, Object scheduledAt) {
            all.add(version + " " + scheduledAt);
        }
    }

    @TempDir
    static Path folder;

    private static final Runs RUNS = new Runs();

    private static Gateway gateway;
    private static RouteReload reload;
    private static RouteFolders folders;

    @BeforeAll
    static void start() throws Exception {
        write("test-kept.camel.yaml", http("test-kept", "/test/kept", "kept"));
        gateway = Gateway.start(Map.of(
                "camel.main.routes-include-pattern",
                "file:routes/**/*.camel.yaml,file:" + folder + "/**/*.camel.yaml"));
        gateway.application().getBeanFactory().registerSingleton("testRuns", RUNS);
        reload = gateway.application().getBean(RouteReload.class);
        folders = gateway.application().getBean(RouteFolders.class);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void manyEditsLeaveNothingBehind() throws Exception {
        editOnce(0);
        Map<String, Integer> before = counts();
        int managedBefore = managedBeans();
        for (int i = 1; i <= EDITS; i++) {
            editOnce(i);
            if (i % 20 == 0) {
                assertThat(gateway.get("/test/edited").body()).isEqualTo("version " + i);
            }
        }
        assertThat(counts()).isEqualTo(before);
        assertThat(managedBeans()).isEqualTo(managedBefore);
    }

    @Test
    void aDirectRouteIsReplacedUnderItsCallers() throws Exception {
        write(
                "test-caller.camel.yaml",
                http("test-caller", "/test/caller", "before")
                        .replace("- setBody: {constant: before}", "- to: direct:test-called"));
        write("test-called.camel.yaml", direct("version 0"));
        edit();
        List<String> answers = new CopyOnWriteArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            while (!done.get()) {
                var answer = gateway.get("/test/caller");
                answers.add(answer.statusCode() + " " + answer.body());
            }
        });
        caller.start();
        for (int i = 1; i <= 20; i++) {
            write("test-called.camel.yaml", direct("version " + i));
            edit();
            assertThat(gateway.get("/test/caller").body()).isEqualTo("version " + i);
        }
        done.set(true);
        caller.join();
        assertThat(answers).isNotEmpty().allMatch(answer -> answer.matches("200 version \\d+"));
    }

    @Test
    void aJobRunsOnceAtEachTimeWhateverIsEdited() throws Exception {
        write("test-job.camel.yaml", job("test-job", "first", "0/1 * * * * ?", "stateful: true"));
        edit();
        await(() -> RUNS.all.size() > 1, "runs");
        for (int i = 0; i < 12; i++) {
            String options = i % 2 == 0 ? "stateful: true, durableJob: true" : "stateful: true";
            write("test-job.camel.yaml", job("test-job", "edit" + i, "0/1 * * * * ?", options));
            edit();
            Thread.sleep(370); // at any moment of a second
        }
        Files.move(folder.resolve("test-job.camel.yaml"), folder.resolve("test-job-renamed.camel.yaml"));
        edit();
        int soFar = RUNS.all.size();
        await(() -> RUNS.all.size() > soFar + 1, "runs after the rename");

        write("test-job-renamed.camel.yaml", job("test-job", "rare", "0 0 3 1 1 ?", "durableJob: true"));
        edit();
        await(() -> cron().equals(List.of("0 0 3 1 1 ?")), "the new schedule in the store");
        List<Long> times =
                RUNS.all.stream().map(ReplacedRoutesTest::seconds).sorted().toList();
        assertThat(times).doesNotHaveDuplicates();
        assertThat(times.get(times.size() - 1) - times.get(0))
                .as("no second without a run in %s", RUNS.all)
                .isEqualTo(times.size() - 1);
        assertThat(RUNS.all).anyMatch(run -> run.startsWith("edit11 "));

        assertThat(stored()).isEqualTo("org.apache.camel.component.quartz.CamelJob, durable");

        Files.delete(folder.resolve("test-job-renamed.camel.yaml"));
        edit();
        LiveRoutes routes = gateway.application().getBean(LiveRoutes.class);
        await(() -> routes.draining().isEmpty(), "the job's route is gone");
        assertThat(cron()).as("other replicas may have it").containsExactly("0 0 3 1 1 ?");
    }

    @Test
    void whatCamelCantBuildChangesNothing() throws Exception {
        write("test-odd.camel.yaml", http("test-odd", "/test/odd", "good"));
        edit();
        Map<String, Integer> before = counts();
        write(
                "test-odd.camel.yaml",
                http("test-odd", "/test/odd", "bad")
                        .replace("- setBody", "- to: {uri: 'log:x', parameters: {levle: INFO}}\n        - setBody"));
        edit();
        assertThat(gateway.get("/test/odd").body()).isEqualTo("good");
        assertThat(gateway.application().getBean(RefusedEdits.class).now().values())
                .singleElement()
                .satisfies(
                        refused -> assertThat(refused.why()).contains("[camel]").contains("levle"));
        assertThat(counts()).isEqualTo(before);

        Files.delete(folder.resolve("test-odd.camel.yaml"));
        edit();
        assertThat(gateway.application().getBean(RefusedEdits.class).now()).isEmpty();
    }

    private static void editOnce(int i) throws Exception {
        write(
                "test-edited.camel.yaml",
                http("test-edited", "/test/edited", "version " + i)
                        .replace("- setBody", "- to: kamelet:test-step\n        - setBody"));
        if (i % 10 == 0) { // the file's route, and with it a Kamelet's
            write("test-step.kamelet.yaml", kamelet("version " + i));
        }
        edit();
    }

    private static void edit() throws IOException {
        reload.edit(folders.marks().keySet());
    }

    private static Map<String, Integer> counts() throws Exception {
        LiveRoutes routes = gateway.application().getBean(LiveRoutes.class);
        await(() -> routes.draining().isEmpty(), "old versions drain");
        CamelContext context = gateway.application().getBean(CamelContext.class);
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        return Map.of(
                "routes", context.getRoutes().size(),
                "definitions", model.getRouteDefinitions().size(),
                "templates", model.getRouteTemplateDefinitions().size(),
                "policies", model.getRouteConfigurationDefinitions().size(),
                "endpoints", context.getEndpoints().size(),
                "services", context.hasServices(org.apache.camel.Service.class).size());
    }

    private static int managedBeans() throws Exception {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("org.apache.camel:*"), null)
                .size();
    }

    private static List<String> cron() {
        return gateway.jdbc()
                .sql(
                        "SELECT cron_expression FROM qrtz_cron_triggers WHERE trigger_name = 'job' AND trigger_group = 'test'")
                .query(String.class)
                .list();
    }

    private static String stored() {
        return gateway.jdbc()
                .sql("SELECT job_class_name || CASE WHEN is_durable THEN ', durable' ELSE '' END"
                        + " FROM qrtz_job_details WHERE job_name = 'job' AND job_group = 'test'")
                .query(String.class)
                .single();
    }

    /** A run's second: {@code version EEE MMM dd HH:mm:ss zzz yyyy} or milliseconds. */
    private static long seconds(String run) {
        return Long.parseLong(run.substring(run.indexOf(' ') + 1)) / 1_000;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static String http(String id, String path, String answer) {
        return """
                - route:
                    id: %s
                    routeConfigurationId: wallet-errors
                    from:
                      uri: platform-http:%s
                      parameters: {httpMethodRestrict: GET}
                      steps:
                        - to: {uri: kamelet:authenticate, parameters: {as: anyone}}
                        - setBody: {constant: %s}
                """.formatted(id, path, answer);
    }

    private static String direct(String answer) {
        return """
                - route:
                    id: test-called
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:test-called
                      steps:
                        - setBody: {constant: %s}
                """.formatted(answer);
    }

    private static String job(String id, String version, String cron, String options) {
        return """
                - route:
                    id: %s
                    routeConfigurationId: job-errors
                    from:
                      uri: quartz:test/job
                      parameters: {cron: %s, %s}
                      steps:
                        - bean: {ref: testRuns, method: "ran('%s', ${header.scheduledFireTime.time})"}
                """.formatted(id, cron, options, version);
    }

    private static String kamelet(String description) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: test-step}
                spec:
                  definition: {title: Step, description: %s, type: object}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - log: {loggingLevel: TRACE, message: x}
                """.formatted(description);
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
