package dev.tollgate.upstream;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The wire formats by the names that routes use. */
@Component
public final class LlmFormats {

    private final Map<String, LlmFormat> formats;

    LlmFormats(Map<String, LlmFormat> formats) {
        this.formats = new TreeMap<>(formats);
    }

    /** @throws IllegalArgumentException if there is none of that name: a mistake in a route, not in a request */
    public LlmFormat named(String name) {
        LlmFormat format = formats.get(name);
        if (format == null) {
            throw new IllegalArgumentException("unknown LLM format '" + name + "', known are " + formats.keySet());
        }
        return format;
    }
}
