package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.answer;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What a client of OpenAI's chat completions gets of its stream, and what the books say of it. */
class OpenAiStreamTest {

    private static final String HELLO = chunk("{\"role\":\"assistant\",\"content\":\"Hello\"}", "null");
    private static final String STOP = chunk("{}", "\"stop\"");
    private static final String USAGE =
            "data: {\"model\":\"gpt-test-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":25,"
                    + "\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":20}}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final Pipeline pipeline = Pipeline.shared();
    private final String wallet = pipeline.wallet();

    @Test
    void theUsageThatNobodyAskedForIsMeteredAndHidden() {
        pipeline.claude().next(wholeStream(HELLO, STOP, USAGE, DONE));

        assertThat(streamed("")).isEqualTo(HELLO + STOP + DONE);

        assertThat(pipeline.claude().takeRequest().text())
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},"
                        + question("").substring(1));
        Pipeline.Usage call = pipeline.endedCall(wallet);
        assertThat(call.outcome()).isEqualTo("ok");
        assertThat(call.model()).isEqualTo("gpt-test-1");
        assertThat(call.input()).isEqualTo(5);
        assertThat(call.cacheRead()).isEqualTo(20);
        assertThat(call.output()).isEqualTo(7);
    }

    @Test
    void theUsageThatTheClientAskedForIsItsOwn() {
        String asked = ",\"stream_options\":{\"include_usage\":true}";
        pipeline.claude().next(wholeStream(HELLO, STOP, USAGE, DONE));

        assertThat(streamed(asked)).isEqualTo(HELLO + STOP + USAGE + DONE);
        assertThat(pipeline.claude().takeRequest().text()).isEqualTo(question(asked));
    }

    @Test
    void aRepeatDoesNotSeeTheUsageEither() {
        pipeline.claude().next(wholeStream(HELLO, STOP, USAGE, DONE));
        for (int i = 0; i < 2; i++) {
            try (StreamClient client =
                    pipeline.stream(Pipeline.OPENAI_CHAT, wallet, question(""), "Idempotency-Key", "again")) {
                assertThat(client.restText()).isEqualTo(HELLO + STOP + DONE);
            }
            pipeline.endedCall(wallet);
        }
    }

    @Test
    void aStreamThatOnlyForgetsItsLastEventIsWhole() {
        pipeline.claude().next(wholeStream(HELLO, STOP, USAGE));

        assertThat(streamed("")).isEqualTo(HELLO + STOP);
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("ok");
    }

    @Test
    void aStreamThatEndsBeforeItsAnswerIsFinishedIsBroken() {
        pipeline.claude().next(wholeStream(HELLO));

        assertThat(streamed(""))
                .isEqualTo(HELLO + "data: {\"error\":{\"message\":\"The upstream ended the stream early\","
                        + "\"type\":\"server_error\",\"param\":null,\"code\":\"upstream_error\"}}\n\n");
        Pipeline.Usage call = pipeline.endedCall(wallet);
        assertThat(call.outcome()).isEqualTo("upstream_error");
        assertThat(call.input()).isEqualTo(5); // role, user, content, Hello, !
        assertThat(call.output()).isEqualTo(2);
    }

    @Test
    void aSilentUpstreamsClientGetsComments() {
        Semaphore goOn = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.send(HELLO).waitFor(goOn).send(STOP + USAGE + DONE);
            upstream.end();
        }));

        try (StreamClient client = pipeline.stream(Pipeline.OPENAI_CHAT, wallet, question(""))) {
            assertThat(client.event()).isEqualTo(HELLO);
            assertThat(client.event()).isEqualTo(": ping\n\n");
            goOn.release();
        }
    }

    @Test
    void aWholeAnswerStaysAsItIs() {
        String answer = "{\"model\":\"gpt-test-1\",\"choices\":[{\"message\":{\"content\":\"Hi\"}}],"
                + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}";
        pipeline.claude().next(answer(200, answer));
        String question = question("").replace("\"stream\":true", "\"stream\":false");

        assertThat(pipeline.call(Pipeline.OPENAI_CHAT, wallet, question).body()).isEqualTo(answer);
        assertThat(pipeline.claude().takeRequest().text()).isEqualTo(question);
        assertThat(pipeline.endedCall(wallet).output()).isEqualTo(3);
    }

    private String streamed(String more) {
        try (StreamClient client = pipeline.stream(Pipeline.OPENAI_CHAT, wallet, question(more))) {
            assertThat(client.status()).isEqualTo(200);
            return client.restText();
        }
    }

    private static String question(String more) {
        return "{\"model\":\"gpt-test-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}],\"max_tokens\":1000,"
                + "\"stream\":true" + more + "}";
    }

    private static String chunk(String delta, String finishReason) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-test-1\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]}\n\n";
    }
}
