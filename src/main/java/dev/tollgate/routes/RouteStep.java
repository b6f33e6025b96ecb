package dev.tollgate.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One step of a route. */
final class RouteStep {

    /** Steps that may be written with nothing but their URI. */
    private static final Set<String> SENDERS = Set.of("to", "toD", "wireTap", "poll");

    private final String eip;
    private final YamlNode node;
    private final String uri;

    /**
     * @param eip its name, such as {@code to} or {@code choice}
     * @param node what stands below the name: a map, or a plain URI
     */
    RouteStep(String eip, YamlNode node) {
        this.eip = eip;
        this.node = node;
        String given = node.has("uri") ? node.at("uri").text() : SENDERS.contains(eip) ? node.text() : "";
        this.uri = (given.isEmpty() ? expressionUri() : given).strip();
    }

    static List<RouteStep> listOf(YamlNode steps) {
        List<RouteStep> list = new ArrayList<>();
        for (YamlNode item : steps.items()) {
            for (Map.Entry<String, YamlNode> step : item.fields().entrySet()) {
                list.add(new RouteStep(step.getKey(), step.getValue()));
            }
        }
        return list;
    }

    String eip() {
        return eip;
    }

    YamlNode node() {
        return node;
    }

    int line() {
        return node.line();
    }

    /** The endpoint it talks to, without leading blanks; empty for a step that talks to none. */
    String uri() {
        return uri;
    }

    /** What stands before the colon of the URI; empty where that is a placeholder, or there is no URI. */
    String scheme() {
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? uri : uri.substring(0, colon);
        return scheme.contains("{") ? "" : scheme;
    }

    /** The URI without its scheme and query. */
    String path() {
        String address = before('?', uri);
        String path = address.substring(address.indexOf(':') + 1);
        return path.startsWith("//") ? path.substring(2) : path;
    }

    boolean isKamelet(String name) {
        return scheme().equals("kamelet") && kameletName().equals(name);
    }

    /** The Kamelet it calls; empty for other steps. A slash separates the name from an id of the call. */
    String kameletName() {
        return scheme().equals("kamelet") ? before('/', path()) : "";
    }

    /** The name that a {@code direct:} route begins with, or is called by; empty for other steps. */
    String directName() {
        if (!scheme().equals("direct")) {
            return "";
        }
        return uri.contains(":") ? path() : parameter("name");
    }

    /** The file of its query, such as {@code routes/wallet/sql/usage.sql}; empty for steps without one. */
    String sqlFile() {
        return scheme().equals("sql") && path().startsWith("file:") ? path().substring("file:".length()) : "";
    }

    /** A parameter of its endpoint, wherever it stands; empty where there is none. */
    String parameter(String name) {
        String inMap = node.at("parameters", name).text();
        if (!inMap.isEmpty()) {
            return inMap;
        }
        int query = uri.indexOf('?');
        for (String pair : query < 0 ? new String[0] : uri.substring(query + 1).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    /** The names of all its endpoint's parameters. */
    Set<String> parameters() {
        Set<String> names = new TreeSet<>(node.at("parameters").fields().keySet());
        int query = uri.indexOf('?');
        for (String pair : query < 0 ? new String[0] : uri.substring(query + 1).split("&", -1)) {
            names.add(before('=', pair));
        }
        return names;
    }

    /** The lists of steps directly inside it, such as the branches of a choice. */
    List<List<RouteStep>> branches() {
        List<List<RouteStep>> branches = new ArrayList<>();
        addBranches(node, branches);
        return branches;
    }

    void addTo(List<RouteStep> all) {
        all.add(this);
        branches().forEach(branch -> branch.forEach(step -> step.addTo(all)));
    }

    private static void addBranches(YamlNode node, List<List<RouteStep>> branches) {
        node.fields().forEach((name, value) -> {
            if (name.equals("steps")) {
                branches.add(listOf(value));
            } else {
                addBranches(value, branches);
            }
        });
        node.items().forEach(item -> addBranches(item, branches));
    }

    private static String before(char mark, String text) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    /** Steps such as enrich name their endpoint by an expression. */
    private String expressionUri() {
        if (!eip.equals("enrich") && !eip.equals("pollEnrich")) {
            return "";
        }
        YamlNode expression = node.has("expression") ? node.at("expression") : node;
        YamlNode language = expression.has("constant") ? expression.at("constant") : expression.at("simple");
        return language.has("expression") ? language.at("expression").text() : language.text();
    }
}
