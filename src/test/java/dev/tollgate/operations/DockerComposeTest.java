package dev.tollgate.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tollgate.testing.NodeProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** There is no Docker engine where the tests run; the file itself can still be wrong in many ways. */
class DockerComposeTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonNode COMPOSE = read(Path.of("docker-compose.yml"));

    @Test
    void isValidByTheComposeSchema() {
        NodeProject.require("compose", "COMPOSE SCHEMA TEST");
        ObjectNode schema =
                (ObjectNode) read(Path.of("src/test/node/compose/node_modules/dclint/schemas/compose.schema.json"));
        schema.remove("$id"); // not the absolute URI that one must be
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(schema)
                        .validate(COMPOSE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECRET_KEY", "ADMIN_PASSWORD", "INTERNAL_API_TOKEN", "DATABASE_PASSWORD"})
    void doesNotStartWithoutASecret(String name) {
        assertThat(environment("tollgate", name)).matches("\\$\\{[A-Z_]+:\\?.+}");
    }

    @Test
    void runsTheApplicationInProductionWithItsManagementPortInsideOnly() {
        assertThat(environment("tollgate", "SPRING_PROFILES_ACTIVE")).isEqualTo("production");
        assertThat(environment("tollgate", "MANAGEMENT_HOST")).isEqualTo("0.0.0.0");
        assertThat(environment("tollgate", "MANAGEMENT_PORT")).isEqualTo("9090");
        assertThat(texts(service("tollgate").get("ports"))).containsExactly("${PORT:-8080}:8080");
        assertThat(service("tollgate").get("init").asBoolean()).isTrue();
    }

    @Test
    void waitsForAPostgresThatIsHealthyAndKeepsItsData() {
        assertThat(service("tollgate").at("/depends_on/postgres/condition").asText())
                .isEqualTo("service_healthy");
        assertThat(service("postgres").at("/healthcheck/test/1").asText()).isEqualTo("pg_isready");
        assertThat(texts(service("postgres").get("volumes"))).containsExactly("postgres-data:/var/lib/postgresql");
        assertThat(service("postgres").has("ports")).isFalse();
    }

    @Test
    void givesRunningStreamsTimeToEnd() throws IOException {
        assertThat(Files.readString(Path.of("application.yaml"))).contains("SHUTDOWN_GRACE:30");
        assertThat(service("tollgate").get("stop_grace_period").asText()).isEqualTo("45s");
    }

    @ParameterizedTest
    @MethodSource("images")
    void namesPlainImagesByVersion(String image) {
        // A first part with a dot or a colon would be a registry's host.
        assertThat(image).matches("([a-z]+/)?[a-z-]+:v?[0-9][0-9a-z.-]*");
    }

    static Stream<String> images() {
        Stream<String> images = stream(COMPOSE.get("services"))
                .filter(service -> !service.has("build"))
                .map(service -> service.get("image").asText());
        Set<String> stages = dockerfile()
                .filter(line -> line.matches("FROM .* AS .*"))
                .map(line -> line.split(" ")[3])
                .collect(Collectors.toSet());
        Stream<String> bases = dockerfile()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.split(" ")[1])
                .filter(base -> !stages.contains(base));
        return Stream.concat(images, bases);
    }

    @Test
    void startsWithTheCacheThatWasTrained() throws IOException {
        assertThat(dockerfile())
                .contains("COPY --from=trained /app/tollgate.aot ./")
                .contains("CMD [\"java\", \"-XX:AOTCache=tollgate.aot\", \"-jar\", \"tollgate.jar\"]");
        assertThat(Files.readString(Path.of("src/main/docker/train.sh")))
                .contains("java -XX:AOTCacheOutput=tollgate.aot -jar tollgate.jar");
    }

    @Test
    void copiesOnlyWhatIsThereAndNotIgnored() throws IOException {
        List<String> allowed = Files.readAllLines(Path.of(".dockerignore"));
        List<String> sources = dockerfile()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from"))
                .map(line -> line.split(" ")[1])
                .toList();
        assertThat(sources)
                .contains("src", "pom.xml", "routes", "application.yaml")
                .allSatisfy(source -> {
                    assertThat(Path.of(source)).exists();
                    assertThat(allowed).contains("!" + source.split("/")[0]);
                });
    }

    @Test
    void mountsConfigurationThatIsThere() {
        List<String> defined = names(COMPOSE.get("configs"));
        assertThat(stream(COMPOSE.get("configs"))
                        .map(config -> Path.of(config.get("file").asText())))
                .hasSize(5)
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(stream(COMPOSE.get("services"))
                        .flatMap(service -> stream(service.path("configs")))
                        .map(mounted -> mounted.get("source").asText()))
                .containsExactlyInAnyOrderElementsOf(defined);
    }

    @Test
    void scrapesTheManagementPort() {
        JsonNode job = read(Path.of("src/main/docker/prometheus.yml")).at("/scrape_configs/0");
        assertThat(job.get("metrics_path").asText()).isEqualTo("/actuator/prometheus");
        assertThat(job.at("/dns_sd_configs/0/names/0").asText()).isEqualTo("tollgate");
        assertThat(job.at("/dns_sd_configs/0/port").asInt()).isEqualTo(9090);
    }

    private static Stream<String> dockerfile() {
        return service("tollgate").at("/build/dockerfile_inline").asText().lines();
    }

    private static JsonNode service(String name) {
        return COMPOSE.get("services").get(name);
    }

    private static String environment(String service, String name) {
        return service(service).get("environment").get(name).asText();
    }

    private static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
