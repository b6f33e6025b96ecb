package dev.tollgate.json;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Requests read and checked by the JSON Schema files that lie beside the routes ({@code
 * routes/<family>/schema/<name>.json}, draft 2020-12).
 *
 * <p>A schema may say in plain words what a field must be, by the keyword {@code message}.
 */
@Component
public final class JsonSchemas {

    private static final int SCALE_MAX = 100;

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Path routes;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
            .errorMessageKeyword("message")
            .regularExpressionFactory(JsonSchemas::expression)
            .build();

    JsonSchemas(@Value("${tollgate.routes:routes}") Path routes) {
        this.routes = routes;
    }

    /**
     * Reads a body as the object that the schema describes.
     *
     * @param name {@code <family>/<name>}
     * @throws Refusal 400 {@code <field>: <what is wrong>}; {@code body: …} where it is no JSON object
     */
    public Map<String, Object> read(String name, byte[] body) {
        return check(name, parse(body));
    }

    /**
     * Checks the fields of a form as if they were an object of strings.
     *
     * @throws Refusal 400 as above
     */
    public Map<String, Object> read(String name, Map<String, String> form) {
        return check(name, StrictJson.mapper().valueToTree(form));
    }

    private Map<String, Object> check(String name, JsonNode document) {
        if (!document.isObject()) {
            throw Refusal.invalid("body", document.isMissingNode() ? "is empty" : "must be a JSON object");
        }
        Set<ValidationMessage> problems = schema(name).validate(reckonable(document));
        if (!problems.isEmpty()) {
            throw refusal(problems.iterator().next());
        }
        document.properties().forEach(field -> {
            requireReckonable(field.getKey(), field.getValue()); // what the schema says nothing of
            requireStorable(field.getKey(), field.getValue());
        });
        return StrictJson.mapper().convertValue(document, OBJECT);
    }

    /**
     * Replaces a schema, or adds one; requests are checked by it from now on.
     *
     * @param name {@code <family>/<name>}
     * @throws RuntimeException if the text is no JSON Schema
     */
    public void replace(String name, String text) {
        schemas.put(name, compile(text));
    }

    /** Forgets a schema whose file is gone. */
    public void forget(String name) {
        schemas.remove(name);
    }

    /** @throws RuntimeException if the text is no JSON Schema */
    public void check(String text) {
        compile(text);
    }

    private JsonSchema compile(String text) {
        try {
            if (!StrictJson.mapper().readTree(text).isObject()) {
                throw new IllegalArgumentException("a JSON object");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        JsonSchema schema = factory.getSchema(text, config);
        schema.initializeValidators();
        return schema;
    }

    /** In a JSON Schema {@code $} is the end; in Java's patterns it is the end or a line break before it. */
    private static RegularExpression expression(String regex) {
        boolean anchored = regex.endsWith("$") && !regex.endsWith("\\$");
        Pattern pattern = Pattern.compile(anchored ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
        return value -> pattern.matcher(value).find();
    }

    private static JsonNode parse(byte[] body) {
        StrictJson.requireUtf8(body);
        try {
            return StrictJson.mapper().readTree(body);
        } catch (IOException e) {
            throw Refusal.malformed("body", JsonProblem.of(e));
        }
    }

    /**
     * A number that is short to write may be long to reckon with: to divide 1e1000000 takes minutes. In its place stands
     * one that is as much too large, or too small.
     */
    private static JsonNode reckonable(JsonNode value) {
        if (value.isNumber() && !isReckonable(value.decimalValue())) {
            BigDecimal number = value.decimalValue();
            return DecimalNode.valueOf(
                    BigDecimal.valueOf(number.signum(), number.scale() < 0 ? -SCALE_MAX : SCALE_MAX));
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), reckonable(field.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(item -> copy.add(reckonable(item)));
            return copy;
        }
        return value;
    }

    private static boolean isReckonable(BigDecimal number) {
        return number.scale() >= -SCALE_MAX && number.scale() <= SCALE_MAX;
    }

    private static void requireReckonable(String field, JsonNode value) {
        if (value.isNumber() && !isReckonable(value.decimalValue())) {
            throw Refusal.invalid(field, "must be a number between 1e-" + SCALE_MAX + " and 1e" + SCALE_MAX);
        }
        value.forEach(part -> requireReckonable(field, part));
    }

    private static void requireStorable(String field, JsonNode value) {
        if (value.isTextual() && !StorableText.isStorable(value.textValue())) {
            throw Refusal.invalid(field, "must not have U+0000 or half a surrogate pair");
        }
        value.forEach(part -> requireStorable(field, part));
    }

    private static Refusal refusal(ValidationMessage problem) {
        String field = problem.getInstanceLocation().toString().replaceFirst("^/|^\\$\\.?", "");
        if (problem.getType().equals("required")) {
            return Refusal.invalid(join(field, problem.getProperty()), "is required");
        }
        if (problem.getType().equals("additionalProperties")) {
            return Refusal.invalid(join(field, problem.getProperty()), "is not known here");
        }
        String text = problem.getMessage();
        String prefix = problem.getInstanceLocation() + ": ";
        return Refusal.invalid(
                field.isEmpty() ? "body" : field, text.startsWith(prefix) ? text.substring(prefix.length()) : text);
    }

    private static String join(String path, String property) {
        return path.isEmpty() ? property : path + "." + property;
    }

    private JsonSchema schema(String name) {
        return schemas.computeIfAbsent(name, this::load);
    }

    private JsonSchema load(String name) {
        int slash = name.indexOf('/');
        Path file =
                routes.resolve(name.substring(0, slash)).resolve("schema").resolve(name.substring(slash + 1) + ".json");
        try {
            return compile(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("there is no schema file " + file, e);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the schema file " + file, e);
        }
    }
}
