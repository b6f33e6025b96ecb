package dev.tollgate.edge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The headers that pass the edge. Everything else, control headers such as {@code CamelHttpUri} first of all, is left
 * behind without a word: a client that sends it gets the same answer as one that doesn't.
 */
@Component
final class HeaderLists {

    private final Set<String> inbound;
    private final Set<String> outbound;
    private final List<String> outboundPrefixes;

    HeaderLists(EdgeProperties properties) {
        inbound = properties.requestHeaders().stream().map(HeaderLists::lower).collect(Collectors.toUnmodifiableSet());
        outbound = new HashSet<>();
        properties.responseHeaders().stream().map(HeaderLists::lower).forEach(outbound::add);
        outboundPrefixes = outbound.stream()
                .filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
    }

    /** Whether routes see a request header. */
    boolean mayEnter(String lowerCaseName) {
        return inbound.contains(lowerCaseName);
    }

    boolean mayLeave(String name) {
        String lower = lower(name);
        return outbound.contains(lower) || outboundPrefixes.stream().anyMatch(lower::startsWith);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
