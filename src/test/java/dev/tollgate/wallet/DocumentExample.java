package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A body as document 1 has it, and what of it can't be the same here.
 *
 * @param text the document's own, but for what stands for an address, a hash or a balance
 * @param free fields whose value is anybody's, so that only its type counts
 */
record DocumentExample(String text, Set<String> free) {

    static DocumentExample of(String text) {
        return new DocumentExample(text, Set.of());
    }

    /** Puts a real value where the document has a word for one. */
    DocumentExample with(String placeholder, String value) {
        if (!text.contains(placeholder)) {
            throw new IllegalArgumentException("the example has no " + placeholder);
        }
        return new DocumentExample(text.replace(placeholder, value), free);
    }

    DocumentExample free(String... fields) {
        return new DocumentExample(text, Set.of(fields));
    }

    /** Compares fields, their order, their types and their values. */
    void requireAnsweredBy(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode expected = Gateway.parse(text);
        JsonNode actual = Gateway.json(answer);
        assertThat(names(actual)).isEqualTo(names(expected));
        expected.properties().forEach(field -> requireEqual(field, actual.get(field.getKey())));
    }

    private void requireEqual(Map.Entry<String, JsonNode> expected, JsonNode actual) {
        JsonNodeType type = expected.getValue().getNodeType();
        assertThat(actual.getNodeType()).as(expected.getKey()).isEqualTo(type);
        if (!free.contains(expected.getKey())) {
            assertThat(actual).as(expected.getKey()).isEqualTo(expected.getValue());
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
