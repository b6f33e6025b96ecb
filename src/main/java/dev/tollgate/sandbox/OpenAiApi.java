package dev.tollgate.sandbox;

import java.util.List;
import java.util.Map;

/** One of OpenAI's APIs that answer with text. */
interface OpenAiApi {

    /**
     * Checks a request.
     *
     * @throws OpenAiError 400
     * @throws UnknownModel if there is no such model
     */
    OpenAiRequest read(OpenAiFields body);

    /** The reply as one JSON object, its usage included. */
    Map<String, Object> json(OpenAiReply reply);

    /** The events of the reply, each of them whole, with the troubles that change what is sent. */
    List<byte[]> events(OpenAiReply reply, Trouble trouble);
}
