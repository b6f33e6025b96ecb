package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Estimates the input tokens of a request, without calling its provider.
 *
 * <p>The text is counted as {@link InputTokenCount} says, for OpenAI's models by their own tokenizer. Anthropic's isn't
 * public, so OpenAI's cl100k_base stands in for it, as for all others; for English text it is usually 10 to 20 % below
 * Claude's count (the factor 1.2 of the price covers that).
 */
@Component
public class InputTokenEstimate {

    private static final List<String> O200K_MODELS = List.of("gpt-4o", "gpt-4.1", "gpt-5", "o1", "o3", "o4", "chatgpt");

    /** Loading takes a good part of a second: only an application that estimates does it, when it first does. */
    private static final class Cl100k {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    }

    /** The same for the newer models. */
    private static final class O200k {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /** Returns the estimated input tokens, at least 1. */
    public long tokens(LlmRequest request) {
        try (JsonParser json = StrictJson.mapper().getFactory().createParser(request.body())) {
            return Math.max(1, new InputTokenCount(json, encoding(request.model())).ofRequest());
        } catch (IOException e) {
            throw new UncheckedIOException("A request that was well-formed isn't any more", e);
        }
    }

    private static Encoding encoding(String model) {
        return O200K_MODELS.stream().anyMatch(model::startsWith) ? O200k.ENCODING : Cl100k.ENCODING;
    }
}
