package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML node that knows its line: a map, a list, or a scalar's text. */
final class YamlNode {

    /** Stands for what isn't there, so that a rule can look for something without asking at every level. */
    private static final YamlNode MISSING = new YamlNode(1);

    private static final int MAX_DEPTH = 100;

    /** A text that isn't YAML, and where it stops being that. */
    static final class NotYaml extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final int line;

        private NotYaml(int line, String problem) {
            super(problem);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    private final int line;
    private final Map<String, YamlNode> fields = new LinkedHashMap<>();
    private final List<YamlNode> items = new ArrayList<>();
    private @Nullable String text;

    private YamlNode(int line) {
        this.line = line;
    }

    /** @throws NotYaml if it isn't one YAML 1.2 document without duplicate keys */
    static YamlNode parse(String yaml) {
        try {
            return new Compose(LoadSettings.builder().build())
                    .composeString(yaml)
                    .map(root -> of(root, 0))
                    .orElse(MISSING);
        } catch (MarkedYamlEngineException e) {
            throw new NotYaml(e.getProblemMark().map(YamlNode::line).orElse(1), e.getProblem());
        } catch (YamlEngineException e) {
            throw new NotYaml(1, String.valueOf(e.getMessage()));
        }
    }

    private static YamlNode of(Node source, int depth) {
        int line = source.getStartMark().map(YamlNode::line).orElse(1);
        if (depth > MAX_DEPTH) {
            throw new NotYaml(line, "nested deeper than " + MAX_DEPTH);
        }
        YamlNode node = new YamlNode(line);
        if (source instanceof MappingNode map) {
            for (NodeTuple field : map.getValue()) {
                String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
                YamlNode value = of(field.getValueNode(), depth + 1);
                if (node.fields.put(name, value) != null) {
                    throw new NotYaml(value.line, "duplicate key " + name);
                }
            }
        } else if (source instanceof SequenceNode list) {
            list.getValue().forEach(item -> node.items.add(of(item, depth + 1)));
        } else if (source instanceof ScalarNode scalar) {
            node.text = scalar.getValue();
        }
        return node;
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    int line() {
        return line;
    }

    Map<String, YamlNode> fields() {
        return fields;
    }

    List<YamlNode> items() {
        return items;
    }

    /** The scalar's text, empty for anything else. */
    String text() {
        return text == null ? "" : text;
    }

    boolean isMissing() {
        return this == MISSING;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The node at the end of a path of field names, or one that is {@link #isMissing() missing}. */
    YamlNode at(String... path) {
        YamlNode node = this;
        for (String name : path) {
            node = node.fields.getOrDefault(name, MISSING);
        }
        return node;
    }

    /** The node at a field's name or an item's index. */
    YamlNode child(String nameOrIndex) {
        if (items.isEmpty()) {
            return at(nameOrIndex);
        }
        int index = nameOrIndex.chars().allMatch(Character::isDigit) ? Integer.parseInt(nameOrIndex) : items.size();
        return index < items.size() ? items.get(index) : MISSING;
    }

    /** This node and all below it, in the order of the text. */
    void walk(Consumer<YamlNode> visitor) {
        visitor.accept(this);
        fields.values().forEach(field -> field.walk(visitor));
        items.forEach(item -> item.walk(visitor));
    }
}
