package dev.tollgate.metering;

import dev.tollgate.json.JsonRedaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Takes from a request what its provider need not know. */
@Component
public final class LlmRedaction {

    private static final String NONE = "none";

    /** What the call is paid by. */
    private static final Set<String> KEPT = Set.of(
            "model",
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "n",
            "best_of",
            "stream",
            "stream_options",
            "stream_options.include_usage",
            "messages",
            "prompt",
            "input");

    /**
     * Returns the request with another body; what decides its price stays as it was read.
     *
     * @param remove paths of fields, with commas between, such as {@code metadata.user_id}; or {@code none}
     * @param mask {@code emails} or {@code none}
     * @throws IllegalArgumentException if the route asks for something else: its mistake
     */
    public LlmRequest redact(LlmRequest request, String remove, String mask) {
        byte[] body = new JsonRedaction(paths(remove), texts(mask)).apply(request.body());
        return request.withBody(body);
    }

    private static Set<String> paths(String remove) {
        Set<String> paths = new HashSet<>(List.of(remove.strip().split("\\s*,\\s*", -1)));
        paths.remove(NONE);
        for (String path : paths) {
            if (path.isEmpty() || KEPT.contains(path)) {
                throw new IllegalArgumentException("redact-request can't remove '" + path + "'");
            }
        }
        return paths;
    }

    private static UnaryOperator<String> texts(String mask) {
        return switch (mask) {
            case NONE -> UnaryOperator.identity();
            case "emails" -> EmailMask::mask;
            default -> throw new IllegalArgumentException("redact-request can mask emails or none, not " + mask);
        };
    }
}
