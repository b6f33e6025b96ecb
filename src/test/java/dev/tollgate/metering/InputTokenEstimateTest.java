package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private static String message(String text) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
    }

    private long tokens(String fields) {
        return estimate.tokens(("{\"model\":\"claude\",\"max_tokens\":1," + fields + "}").getBytes(UTF_8));
    }
}
