package dev.tollgate.apihub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The family's OpenAPI document. */
final class Document {

    private Document() {}

    /** Its operations, such as {@code GET /api/keys}, of the paths that are asked for. */
    static Set<String> operations(Predicate<String> paths) throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(Path.of("routes/apihub/openapi.yaml").toFile());
        Set<String> operations = new TreeSet<>();
        document.path("paths").properties().stream()
                .filter(path -> paths.test(path.getKey()))
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }
}
