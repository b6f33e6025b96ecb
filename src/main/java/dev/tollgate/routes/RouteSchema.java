package dev.tollgate.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Camel's own YAML schema, which is what Kaoto opens files by.
 *
 * <p>It knows no Kamelets: of one, the template is checked as a route, and what is required of its definition apart.
 */
final class RouteSchema {

    private static final String RULE = "schema";
    private static final int MESSAGES = 3;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reading it takes a second: only who checks routes does. Its references are resolved where a file needs them; kept
     * resolved they would be 250 MB of heap, which the garbage collector walks for the rest of the process's life.
     */
    private static final class Schema {
        private static final SchemaValidatorsConfig CONFIG =
                SchemaValidatorsConfig.builder().cacheRefs(false).build();
        static final JsonSchema CAMEL = load();

        private static JsonSchema load() {
            try (InputStream schema = RouteSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
                return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema, CONFIG);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private RouteSchema() {}

    /** What is wrong with a file that is YAML; what its reader can't make anything of, such as a tag of one's own, too. */
    static List<Violation> check(RouteFile file) {
        try {
            return find(file);
        } catch (RuntimeException e) {
            String reason =
                    String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
            return List.of(violation(file, 1, "YAML of plain lists, maps and texts; " + reason));
        }
    }

    private static List<Violation> find(RouteFile file) {
        JsonNode document = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(file.text()));
        if (!file.isKamelet()) {
            return validate(file, document, file.yaml());
        }
        List<Violation> violations = new ArrayList<>(checkDefinition(file));
        YamlNode template = file.yaml().at("spec", "template");
        violations.addAll(validate(file, asRoutes(document.at("/spec/template")), template));
        return violations;
    }

    /** The template as the list of one route that the schema wants; its beans are not part of it. */
    private static JsonNode asRoutes(JsonNode template) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        String root = template.has("route") ? "route" : "from";
        if (template.has(root)) {
            item.set(root, template.get(root));
        }
        return JsonNodeFactory.instance.arrayNode().add(item);
    }

    private static List<Violation> validate(RouteFile file, JsonNode routes, YamlNode node) {
        Set<ValidationMessage> messages = Schema.CAMEL.validate(routes);
        return messages.stream()
                // every alternative that doesn't fit has its own message: the deepest one is about the mistake itself
                .sorted(Comparator.comparing(
                        message -> -message.getInstanceLocation().getNameCount()))
                .limit(MESSAGES)
                .map(message -> violation(file, line(file, node, message.getInstanceLocation()), message.getMessage()))
                .toList();
    }

    private static int line(RouteFile file, YamlNode root, JsonNodePath location) {
        YamlNode node = root;
        int line = Math.max(1, root.line());
        for (int i = 0; i < location.getNameCount(); i++) {
            if (file.isKamelet() && i == 0) {
                continue; // the list that the template was wrapped in
            }
            node = node.child(location.getName(i));
            if (node.isMissing()) {
                break;
            }
            line = node.line();
        }
        return line;
    }

    private static List<Violation> checkDefinition(RouteFile file) {
        List<Violation> violations = new ArrayList<>();
        YamlNode root = file.yaml();
        YamlNode definition = root.at("spec", "definition");
        if (!root.at("kind").text().equals("Kamelet")
                || !root.at("apiVersion").text().equals("camel.apache.org/v1")) {
            violations.add(violation(file, 1, "apiVersion: camel.apache.org/v1 and kind: Kamelet"));
        }
        for (Map.Entry<String, YamlNode> field : Map.of(
                        "metadata.name", root.at("metadata", "name"),
                        "spec.definition.title", definition.at("title"),
                        "spec.definition.type", definition.at("type"))
                .entrySet()) {
            if (field.getValue().text().isEmpty()) {
                violations.add(violation(file, root.at("spec").line(), field.getKey()));
            }
        }
        for (YamlNode required : definition.at("required").items()) {
            if (!definition.at("properties").has(required.text())) {
                violations.add(
                        violation(file, required.line(), "a property " + required.text() + ", since it is required"));
            }
        }
        return violations;
    }

    private static Violation violation(RouteFile file, int line, String expected) {
        return new Violation(file.path(), line, RULE, expected, Violation.Kind.SAFETY);
    }
}
