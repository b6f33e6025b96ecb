package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputTokenEstimateTest {

    private final InputTokenEstimate estimate = new InputTokenEstimate();

    @Test
    void countsSystemMessagesAndTools() {
        long messages = tokens("\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]");
        long withSystem =
                tokens("\"system\":\"You are helpful\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]");
        long withTools = tokens("\"tools\":[{\"name\":\"weather\",\"description\":\"Tells the weather\"}],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]");

        assertThat(messages).isEqualTo(5); // role, user, content, Hello, world
        assertThat(withSystem).isEqualTo(messages + 3);
        assertThat(withTools).isEqualTo(messages + 7);
    }

    @Test
    void doesNotCountTheRest() {
        assertThat(tokens("\"metadata\":{\"user_id\":\"a long id of somebody\"},\"stop_sequences\":[\"a b c\"],"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]"))
                .isEqualTo(5);
    }

    @Test
    void countsBlocksOfTextInAnyNesting() {
        assertThat(tokens("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":"
                        + "[{\"type\":\"text\",\"text\":\"" + "word ".repeat(1000) + "\"}]}]}]"))
                .isBetween(1000L, 1050L);
    }

    @Test
    void anImageHasAFlatEstimateWhateverItsSize() {
        String image = "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"data\":\"%s\","
                + "\"type\":\"base64\",\"media_type\":\"image/png\"}}]}]";

        assertThat(tokens(image.formatted("A".repeat(400_000)))).isEqualTo(tokens(image.formatted("AAAA")));
        assertThat(tokens(image.formatted("AAAA"))).isBetween(1_600L, 1_620L);
    }

    @Test
    void otherAttachmentsCountByTheirSizeAndTextAsText() {
        String source =
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"%s\","
                        + "\"media_type\":\"%s\",\"data\":\"%s\"}}]}]";

        assertThat(tokens(source.formatted("base64", "application/pdf", "A".repeat(160_000))))
                .isBetween(10_000L, 10_020L);
        assertThat(tokens(source.formatted("text", "text/plain", "abc".repeat(10_000))))
                .isBetween(10_000L, 10_020L);
    }

    @Test
    @Timeout(10)
    void aHugeRequestCostsNoSeconds() {
        String lines = "the quick brown fox ".repeat(500_000); // 10 MB
        String noBlank = "x".repeat(900_000);
        tokens(message("warm up"));

        long before = System.nanoTime();
        assertThat(tokens(message(lines))).isGreaterThan(2_000_000);
        assertThat(tokens(message(noBlank))).isGreaterThan(100_000);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void countsWhatOpenAiModelsRead() {
        long messages = chat("gpt-4", "\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]");

        assertThat(messages).isEqualTo(5);
        assertThat(
                        chat(
                                "gpt-4",
                                "\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}],\"user\":\"a long id\","
                                        + "\"functions\":[{\"name\":\"weather\"}],\"response_format\":{\"type\":\"text\"},\"seed\":7"))
                .isEqualTo(messages + 2 + 2);
        assertThat(openAi(
                        OpenAiApi.RESPONSES,
                        "gpt-4",
                        "\"input\":\"Hello world\",\"instructions\":\"You are helpful\",\"max_output_tokens\":5"))
                .isEqualTo(2 + 3);
        assertThat(openAi(
                        OpenAiApi.COMPLETIONS, "gpt-4", "\"prompt\":[\"Hello world\",\"Hello\"],\"suffix\":\"world\""))
                .isEqualTo(2 + 1 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[15339,1917,3]", "[[15339,1917],[3]]"})
    void everyNumberOfAPromptIsAToken(String tokens) {
        assertThat(openAi(OpenAiApi.COMPLETIONS, "gpt-4", "\"prompt\":" + tokens))
                .isEqualTo(3);
        assertThat(openAi(OpenAiApi.EMBEDDINGS, "text-embedding-3-small", "\"input\":" + tokens))
                .isEqualTo(3);
    }

    @Test
    void newerModelsHaveTheirOwnTokenizer() {
        String chinese = "\"messages\":[{\"role\":\"user\",\"content\":\"" + "今天天气怎么样？".repeat(20) + "\"}]";
        long before = chat("gpt-4", chinese);

        assertThat(chat("claude-sonnet-4-5", chinese)).isEqualTo(before);
        assertThat(List.of("gpt-4o", "gpt-4.1-mini", "gpt-5", "o1", "o3-mini", "o4-mini", "chatgpt-4o-latest"))
                .allSatisfy(model -> assertThat(chat(model, chinese)).isLessThan(before * 3 / 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}",
                "{\"image_url\":{\"url\":\"%s\"},\"type\":\"image_url\"}",
                "{\"type\":\"input_image\",\"image_url\":\"%s\"}",
                "{\"image_url\":\"%s\",\"type\":\"input_image\"}",
            })
    void anImageOfOpenAiHasAFlatEstimateToo(String part) {
        String content = "\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]";
        long linked = chat("gpt-4o", content.formatted("https://images.example/1.png"));

        assertThat(linked).isBetween(1_600L, 1_620L);
        assertThat(chat("gpt-4o", content.formatted("data:image/png;base64," + "A".repeat(3_000_000))))
                .isEqualTo(linked);
    }

    @Test
    void anImageByItsFileIsOne() {
        assertThat(openAi(
                        OpenAiApi.RESPONSES,
                        "gpt-4o",
                        "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}]"))
                .isBetween(1_600L, 1_620L);
    }

    @Test
    void theNameOfAToolsParameterIsNoImage() {
        assertThat(
                        chat(
                                "gpt-4o",
                                "\"messages\":[{\"content\":\"Hi\"}],\"tools\":[{\"parameters\":{\"image_url\":{\"type\":\"string\"}}}]"))
                .isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"%s\",\"format\":\"wav\"}}",
                "{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/pdf;base64,%s\"}}",
                "{\"type\":\"video_url\",\"video_url\":{\"url\":\"data:video/mp4;base64,%s\"}}",
            })
    void otherAttachmentsOfOpenAiCountByTheirSize(String part) {
        String content = "\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]";

        assertThat(chat("gpt-4o", content.formatted("A".repeat(160_000)))).isBetween(10_000L, 10_030L);
    }

    private static String message(String text) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
    }

    private long tokens(String fields) {
        byte[] body = ("{\"model\":\"claude\",\"max_tokens\":1," + fields + "}").getBytes(UTF_8);
        return estimate.tokens(ClaudeRequestReader.read(body, 1));
    }

    private long chat(String model, String fields) {
        return openAi(OpenAiApi.CHAT, model, fields);
    }

    private long openAi(OpenAiApi api, String model, String fields) {
        byte[] body = ("{\"model\":\"" + model + "\"," + fields + "}").getBytes(UTF_8);
        return estimate.tokens(OpenAiRequestReader.read(body, api, 1000));
    }
}
