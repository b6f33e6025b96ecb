package dev.tollgate.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The OpenAPI documents beside the routes, {@code routes/<family>/openapi.yaml}, and the JSON schemas that they refer to.
 *
 * <p>Read at each request: a family that is added or edited shows at once.
 */
@Component
final class ApiDocuments {

    /** Names have neither dots nor slashes, so that no path leads out of the folder. */
    private static final Pattern DOCUMENT = Pattern.compile("/([a-z0-9-]+)/openapi\\.yaml");

    private static final Pattern SCHEMA = Pattern.compile("/([a-z0-9-]+)/schema/([a-z0-9-]+)\\.json");
    private static final String LIST = "/documents.json";
    private static final String SHARED = "shared";

    private final Path routes;

    ApiDocuments(@Value("${tollgate.routes:routes}") Path routes) {
        this.routes = routes;
    }

    /** @param path below {@code /docs}, with its slash */
    Optional<Page> find(String path) {
        if (path.equals(LIST)) {
            return Optional.of(new Page("application/json", list()));
        }
        Matcher document = DOCUMENT.matcher(path);
        if (document.matches()) {
            return read("application/yaml", document(document.group(1)));
        }
        Matcher schema = SCHEMA.matcher(path);
        if (schema.matches()) {
            Path folder = routes.resolve(schema.group(1)).resolve("schema");
            return read("application/json", folder.resolve(schema.group(2) + ".json"));
        }
        return Optional.empty();
    }

    /** The families that have a document, by name; what belongs to no family comes last. */
    private List<String> families() {
        try (Stream<Path> folders = Files.list(routes)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(family ->
                            DOCUMENT.matcher("/" + family + "/openapi.yaml").matches())
                    .filter(family -> Files.isRegularFile(document(family)))
                    .sorted(Comparator.<String, Boolean>comparing(SHARED::equals)
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] list() {
        List<Map<String, String>> documents = families().stream()
                .map(family -> Map.of("name", family, "url", family + "/openapi.yaml"))
                .toList();
        try {
            return StrictJson.mapper().writeValueAsBytes(documents);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the list of documents cannot be written as JSON", e);
        }
    }

    private Path document(String family) {
        return routes.resolve(family).resolve("openapi.yaml");
    }

    private static Optional<Page> read(String contentType, Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(new Page(contentType, Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
