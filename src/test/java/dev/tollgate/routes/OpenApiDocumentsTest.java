package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** Holds the routes and the OpenAPI documents beside them together. */
class OpenApiDocumentsTest {

    private static final Path ROUTES = Path.of("routes");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a route and its description must agree on.
     *
     * @param schema of the request's body, as {@code kamelet:read-json} names it; empty where no file describes it
     */
    private record Operation(String method, String path, String routeId, boolean takesBody, String schema) {}

    @TestFactory
    Stream<DynamicTest> theDocumentSaysWhatTheRoutesServe() throws IOException {
        Map<String, List<Operation>> served = servedByFolder();
        return served.entrySet().stream()
                .map(folder -> DynamicTest.dynamicTest(
                        folder.getKey(),
                        () -> assertThat(described(folder.getKey()))
                                .containsExactlyInAnyOrderElementsOf(folder.getValue())));
    }

    @Test
    void thereAreFamiliesToCheck() throws IOException {
        assertThat(servedByFolder()).containsKeys("wallet", "apihub", "shared").doesNotContainKey("sandbox");
    }

    @TestFactory
    Stream<DynamicTest> everyDocumentIsValid() throws IOException {
        return documents().stream()
                .map(document -> DynamicTest.dynamicTest(document.toString(), () -> {
                    ParseOptions options = new ParseOptions();
                    options.setResolve(true);
                    var read = new OpenAPIV3Parser().readLocation(document.toString(), null, options);
                    assertThat(read.getMessages()).isEmpty();
                    assertThat(read.getOpenAPI().getPaths()).isNotEmpty();
                }));
    }

    @Test
    void theValidatorFindsWhatIsWrong() {
        var read = new OpenAPIV3Parser()
                .readContents("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {/x: {get: {response: {}}}}\n");
        assertThat(read.getMessages()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> theExamplesFitTheSchemas() throws IOException {
        return documents().stream().flatMap(document -> {
            String folder = document.getName(1).toString();
            return bodies(read(document))
                    .filter(body -> !schemaOf(folder, body).isEmpty() && body.has("example"))
                    .map(body -> DynamicTest.dynamicTest(schemaOf(folder, body), () -> {
                        JsonNode schema = JSON.readTree(Files.readString(
                                document.resolveSibling(body.at("/schema/$ref").asText())));
                        var problems = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                .getSchema(schema)
                                .validate(body.path("example"));
                        assertThat(problems).isEmpty();
                    }));
        });
    }

    private static Map<String, List<Operation>> servedByFolder() throws IOException {
        Map<String, List<Operation>> served = new TreeMap<>();
        for (RouteFile file : RouteFile.below(ROUTES)) {
            if (file.isKamelet() || file.folder().equals("sandbox")) {
                continue; // stand-ins are nobody's API
            }
            file.routes().stream()
                    .filter(RouteDefinition::isHttp)
                    .forEach(route -> served.computeIfAbsent(file.folder(), folder -> new ArrayList<>())
                            .addAll(served(route)));
        }
        return served;
    }

    private static List<Operation> served(RouteDefinition route) {
        if (route.from().parameter("matchOnUriPrefix").equals("true")) { // any method and body: described once
            return List.of(new Operation("POST", route.from().path() + "/{rest}", route.id(), true, ""));
        }
        String schema = route.allSteps().stream()
                .filter(step -> step.isKamelet("read-json"))
                .map(step -> step.parameter("schema"))
                .findFirst()
                .orElse("");
        boolean takesBody = !route.from().parameter("consumes").isEmpty() || !schema.isEmpty();
        return Arrays.stream(route.from().parameter("httpMethodRestrict").split(","))
                .map(method -> new Operation(method, route.from().path(), route.id(), takesBody, schema))
                .toList();
    }

    private static List<Operation> described(String folder) {
        List<Operation> described = new ArrayList<>();
        read(ROUTES.resolve(folder).resolve("openapi.yaml"))
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> described.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue().path("operationId").asText(),
                                operation.getValue().has("requestBody"),
                                schemaOf(folder, body(operation.getValue()))))));
        return described;
    }

    private static Stream<JsonNode> bodies(JsonNode document) {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream())
                .map(operation -> body(operation.getValue()));
    }

    private static JsonNode body(JsonNode operation) {
        return operation.at("/requestBody/content/application~1json");
    }

    private static String schemaOf(String folder, JsonNode body) {
        String ref = body.at("/schema/$ref").asText();
        return ref.startsWith("schema/") ? ref.replaceFirst("^schema/(.*)\\.json$", folder + "/$1") : "";
    }

    private static Set<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith("openapi.yaml")) // others' contracts, too
                    .collect(Collectors.toSet());
        }
    }

    private static JsonNode read(Path yaml) {
        try {
            return JSON.valueToTree(new Yaml().load(Files.readString(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
