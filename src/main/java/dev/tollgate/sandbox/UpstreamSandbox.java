package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an upstream that speaks OpenAI's API and, for messages, Claude's, as CLIProxyAPI does. The answers
 * depend on the request alone; a model named {@code sandbox-…} asks for {@link Trouble}.
 *
 * <p>Keys are those of {@link SandboxKey}. All methods throw {@link ConnectionCut} if the connection must be closed
 * without any response.
 */
public final class UpstreamSandbox implements AutoCloseable {

    private static final byte[] NO_BODY = {};

    private final String apiKey;
    private final ClaudeSandbox claude;
    private final SandboxTokens tokens = new SandboxTokens();
    private final OpenAiApi chat = new OpenAiChat(tokens);
    private final OpenAiApi completions = new OpenAiCompletions(tokens);
    private final OpenAiApi responses = new OpenAiResponses(tokens);
    private final OpenAiEmbeddings embeddings = new OpenAiEmbeddings(tokens);
    private final Pauses pauses = new Pauses();

    /** @param apiKey the only key to accept; empty for any */
    public UpstreamSandbox(String apiKey, Clock clock) {
        this.apiKey = apiKey;
        this.claude = new ClaudeSandbox(apiKey, clock);
    }

    /** {@code POST /v1/chat/completions}. */
    public SandboxAnswer chatCompletions(String key, byte[] body) throws ConnectionCut {
        return checked(key, body, () -> text(chat, body));
    }

    /** {@code POST /v1/completions}. */
    public SandboxAnswer completions(String key, byte[] body) throws ConnectionCut {
        return checked(key, body, () -> text(completions, body));
    }

    /** {@code POST /v1/responses}. */
    public SandboxAnswer responses(String key, byte[] body) throws ConnectionCut {
        return checked(key, body, () -> text(responses, body));
    }

    /** {@code POST /v1/embeddings}. */
    public SandboxAnswer embeddings(String key, byte[] body) throws ConnectionCut {
        return checked(key, body, () -> {
            OpenAiFields fields = OpenAiFields.parse(body);
            String model = fields.model();
            return json(body, embeddings.answer(fields, model), 1, begin(model));
        });
    }

    /** {@code GET /v1/models}. */
    public SandboxAnswer models(String key) throws ConnectionCut {
        return checked(key, NO_BODY, () -> plain(OpenAiModels.list()));
    }

    /** {@code GET /v1/models/{id}}. */
    public SandboxAnswer model(String key, String id) throws ConnectionCut {
        return checked(key, NO_BODY, () -> plain(OpenAiModels.one(id)));
    }

    /** {@code POST /v1/messages}: see {@link ClaudeSandbox#messages}. */
    public SandboxAnswer messages(String key, @Nullable String version, byte[] body) throws ConnectionCut {
        return claude.messages(key, version, body);
    }

    /** {@code POST /v1/messages/count_tokens}: see {@link ClaudeSandbox#countTokens}. */
    public SandboxAnswer countTokens(String key, @Nullable String version, byte[] body) {
        return claude.countTokens(key, version, body);
    }

    /**
     * Anything else: an answer that shows what arrived. A JSON body's model may ask for trouble.
     *
     * @param path behind {@code /v1/}, decoded
     * @param query as sent, without the question mark; null where there is none
     */
    public SandboxAnswer anything(String key, String method, String path, @Nullable String query, byte[] body)
            throws ConnectionCut {
        return checked(key, body, () -> {
            Map<String, Object> echo = new LinkedHashMap<>();
            echo.put("object", "sandbox.echo");
            echo.put("method", method);
            echo.put("path", "/v1/" + path);
            echo.put("query", query);
            echo.put("body_length", body.length);
            return json(body, echo, 1, begin(modelIn(body)));
        });
    }

    /** Ends all silences, so that no request outlives the application. */
    @Override
    public void close() {
        claude.close();
        pauses.close();
    }

    private SandboxAnswer checked(String key, byte[] body, Endpoint endpoint) throws ConnectionCut {
        try {
            if (key.isEmpty()) {
                throw OpenAiError.unauthorized("You didn't provide an API key. You need to provide your API key in an"
                        + " Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
            }
            if (!apiKey.isEmpty() && !apiKey.equals(key)) {
                throw OpenAiError.unauthorized("Incorrect API key provided.");
            }
            return endpoint.answer();
        } catch (UnknownModel e) {
            return OpenAiAnswers.error(body, OpenAiError.unknownModel(e.model()));
        } catch (OpenAiError e) {
            return OpenAiAnswers.error(body, e);
        }
    }

    private SandboxAnswer text(OpenAiApi api, byte[] body) throws ConnectionCut {
        OpenAiRequest request = api.read(OpenAiFields.parse(body));
        Trouble trouble = begin(request.model());
        OpenAiReply reply = OpenAiReply.to(request, body, trouble, tokens);
        if (request.stream()) {
            List<byte[]> events = api.events(reply, trouble);
            return OpenAiAnswers.events(body, new TroubledBody(events, trouble, pauses));
        }
        return json(body, api.json(reply), reply.pieces().size(), trouble);
    }

    private SandboxAnswer json(byte[] request, Map<String, Object> answer, int pieces, Trouble trouble)
            throws ConnectionCut {
        if (trouble.errorAfter() != Trouble.NEVER) {
            throw OpenAiError.OVERLOADED;
        }
        if (trouble.finalUsages() == 0) {
            answer.remove("usage");
        }
        return OpenAiAnswers.json(request, TroubledJson.of(Wire.json(answer), pieces, trouble, pauses));
    }

    private static SandboxAnswer plain(Map<String, Object> answer) {
        return OpenAiAnswers.json(NO_BODY, TroubledJson.plain(Wire.json(answer)));
    }

    /** What comes before any answer. */
    private Trouble begin(String model) throws ConnectionCut {
        Trouble trouble = Trouble.of(model);
        TroubledBody.beforeHead(trouble, pauses);
        if (trouble.status().isPresent()) {
            throw OpenAiError.asked(trouble.status().getAsInt());
        }
        return trouble;
    }

    private static String modelIn(byte[] body) {
        try {
            JsonNode json = StrictJson.mapper().readTree(body);
            return json.path("model").asText();
        } catch (IOException e) {
            return ""; // a form, an upload: nobody asks for trouble
        }
    }

    /** What is answered once the key is good. */
    private interface Endpoint {
        SandboxAnswer answer() throws ConnectionCut;
    }
}
