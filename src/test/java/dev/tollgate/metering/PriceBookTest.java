package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.FileSystemResource;

class PriceBookTest {

    private static final PriceBook SHIPPED = new PriceBook(shipped());

    @ParameterizedTest
    @CsvSource({
        "gpt-4, 30, 60",
        "GPT-4, 30, 60",
        "gpt-4-0613, 30, 60",
        "gpt-4-turbo-2024-04-09, 10, 30",
        "gpt-4o-2024-08-06, 2.5, 10",
        "gpt-4o-mini, 0.15, 0.6",
        "gpt-4.1-nano, 0.1, 0.4",
        "gpt-3.5-turbo, 0.5, 1.5",
        "gpt-5-mini, 0.25, 2",
        "o1-pro, 150, 600",
        "o3, 2, 8",
        "claude-opus-4-5-20251101, 5, 25",
        "claude-opus-4-1, 15, 75",
        "claude-3-5-sonnet-20241022, 3, 15",
        "text-embedding-3-small, 0.02, 0",
        "something-new, 15, 75",
    })
    void aModelHasThePriceOfTheFirstLineThatFits(String model, BigDecimal input, BigDecimal output) {
        assertThat(SHIPPED.ofModel(model).input()).isEqualByComparingTo(input);
        assertThat(SHIPPED.ofModel(model).output()).isEqualByComparingTo(output);
    }

    /** A client may name as many models as it likes; not all of them are remembered. */
    @Test
    void aModelHasItsPriceHoweverManyOthersAreAskedFor() {
        for (int i = 0; i < 5_000; i++) {
            assertThat(SHIPPED.ofModel("gpt-4o-" + i).input()).isEqualByComparingTo("2.5");
            assertThat(SHIPPED.ofModel("new-" + i).input()).isEqualByComparingTo("15");
        }
        assertThat(SHIPPED.ofModel("gpt-4o-0").input()).isEqualByComparingTo("2.5");
    }

    @Test
    void aMillionTokensCostWhatTheLineSays() {
        var usage = new TokenUsage(1_000_000, 1_000_000, 1_000_000, 1_000_000);

        assertThat(SHIPPED.ofModel("claude-sonnet-4-5").cost(usage).units()).isEqualTo("22050000");
        assertThat(SHIPPED.ofModel("gpt-4o").cost(usage).units()).isEqualTo("16250000");
        assertThat(SHIPPED.ofModel("text-embedding-3-small")
                        .cost(new TokenUsage(1, 0, 0, 0))
                        .units())
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages/count_tokens, 0",
        "/v1/images/generations, 200000",
        "/v1/moderations, 10000",
    })
    void otherRequestsCostWhatTheirPathSays(String path, String units) {
        assertThat(SHIPPED.ofRequest(path).orElseThrow().units()).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/batches", "/v1/messages/batches", "/V1/Files/file-1", "/v1/responses/resp_1", "/v1/threads"
            })
    void whatCantBeMeteredIsntForSale(String path) {
        assertThat(SHIPPED.ofRequest(path)).isEmpty();
    }

    @Test
    void theOutputOfAnUnboundedRequestIsTheLesserOfTheModelsMostAndTheDefault() {
        PriceBook book = book(1000, line("small", "1", 500L), line("large", "1", 2000L), line("*", "1", null));

        assertThat(book.outputTokens(book.ofModel("small"))).isEqualTo(500);
        assertThat(book.outputTokens(book.ofModel("large"))).isEqualTo(1000);
        assertThat(book.outputTokens(book.ofModel("unknown"))).isEqualTo(1000);
    }

    @Test
    void theVersionChangesWithAnyPrice() {
        PriceBook book = book(1000, line("*", "1", null));

        assertThat(book.version())
                .matches("day one-[0-9a-f]{8}")
                .isEqualTo(book(1000, line("*", "1", null)).version());
        assertThat(book.version())
                .isNotEqualTo(book(1000, line("*", "1.01", null)).version());
    }

    @Test
    void aBookWithoutALineForAnythingElseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book(1000, line("gpt-4", "1", null)))
                .withMessageContaining("price-book.models: the last line must be for \"*\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.0000000001"})
    void aPriceThatIsNoneIsRefused(String price) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> book(1000, line("gpt-4", price, null), line("*", "1", null)))
                .withMessageContaining("the prices of gpt-4");
    }

    @Test
    void aModelsNameIsNoPattern() {
        PriceBook book = book(1000, line("gpt-4.1", "1", null), line("a[b", "2", null), line("*", "3", null));

        assertThat(book.ofModel("gpt-4x1").input()).isEqualByComparingTo("3");
        assertThat(book.ofModel("a[b").input()).isEqualByComparingTo("2");
    }

    @Test
    void theHoldCoversTheInputWrittenToACacheAndTheMostOutput() {
        var price = new PriceBookPrice(SHIPPED, new InputTokenEstimate());
        Quote quote = price.quote(ClaudeRequestReader.read(
                "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}"
                        .getBytes(UTF_8),
                8192));
        long input = quote.tokensMax() - 1000;

        assertThat(input).isBetween(1L, 10L);
        assertThat(quote.advance().units())
                .isEqualTo(Cost.of(new BigDecimal("3.75")
                                .multiply(BigDecimal.valueOf(input))
                                .add(BigDecimal.valueOf(15_000)))
                        .units());
        assertThat(quote.version()).isEqualTo(SHIPPED.version());
    }

    private static PriceBookSettings.Model line(String model, String input, @Nullable Long maxOutput) {
        return new PriceBookSettings.Model(model, new BigDecimal(input), BigDecimal.ONE, null, null, maxOutput);
    }

    private static PriceBook book(long defaultMaxTokens, PriceBookSettings.Model... models) {
        return new PriceBook(new PriceBookSettings(
                "day one", defaultMaxTokens, List.of(models), List.of(new PriceBookSettings.Request("*", "0.01"))));
    }

    private static PriceBookSettings shipped() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource("application.yaml"));
        Properties properties = yaml.getObject();
        properties.put("tollgate.price-book.default-max-tokens", "4096");
        return new Binder(new MapConfigurationPropertySource(properties))
                .bind("tollgate.price-book", PriceBookSettings.class)
                .get();
    }
}
