package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class PricesTest {

    @ParameterizedTest
    @CsvSource({
        "4096, 100000, 49152000000000000", // the document's 0.049152 MON
        "1, 100000, 12000000000000",
        "8192, 1, 9830400000000000000000",
        "1, 7, 171428571428571429", // 1.2/7 = 0.171428571428571428571…
        "1, 1200000000000000001, 1", // less than one wei
        "1, 9223372036854775807, 1",
    })
    void maxTokensPriceIsExactAndRoundedUp(long maxTokens, long rate, BigInteger wei) {
        Price price = new ClaudeMaxTokensPrice(new MonTokenRate(rate));

        assertThat(price.quote(request(maxTokens, "Hello!")).advance().units()).isEqualTo(wei);
    }

    @Test
    void inputAndMaxTokensPriceAddsTheEstimate() {
        MonTokenRate rate = new MonTokenRate(100_000);
        InputTokenEstimate estimate = new InputTokenEstimate();
        Price price = new ClaudeInputAndMaxTokensPrice(rate, estimate);
        LlmRequest request = request(4096, "Hello, how are you today?");
        long input = estimate.tokens(request);

        assertThat(price.quote(request).advance().units())
                .isEqualTo(rate.advance(BigInteger.valueOf(4096 + input)).units())
                .isGreaterThan(
                        new ClaudeMaxTokensPrice(rate).quote(request).advance().units());
    }

    @ParameterizedTest
    @CsvSource({"0, 100000, 0", "1, 100000, 10000000000000", "2, 3, 666666666666666667", "1, 2000000000000000000, 1"})
    void aMeteredCallIsChargedWithoutAFactor(long tokens, long rate, BigInteger wei) {
        assertThat(new MonTokenRate(rate)
                        .charge(new TokenUsage(tokens, 0, 0, 0))
                        .units())
                .isEqualTo(wei);
    }

    @Property
    void roundingIsOnceUpAndOnTheTotal(
            @ForAll @LongRange(max = 1_000_000) long input,
            @ForAll @LongRange(max = 1_000_000) long output,
            @ForAll @LongRange(max = 1_000_000) long cacheWrite,
            @ForAll @LongRange(max = 1_000_000) long cacheRead,
            @ForAll @LongRange(min = 1) long rate) {
        TokenUsage usage = new TokenUsage(input, output, cacheWrite, cacheRead);
        BigDecimal exact = new BigDecimal(usage.total()).scaleByPowerOfTen(18);

        assertThat(new MonTokenRate(rate).charge(usage).units())
                .isEqualTo(exact.divide(new BigDecimal(rate), 0, RoundingMode.CEILING)
                        .toBigInteger());
    }

    @Property
    void theAdvanceIsThePriceTimesOnePointTwo(
            @ForAll @LongRange(min = 1, max = 10_000_000) long tokens, @ForAll @LongRange(min = 1) long rate) {
        BigDecimal exact =
                new BigDecimal(tokens).multiply(new BigDecimal("1.2")).scaleByPowerOfTen(18);

        assertThat(new MonTokenRate(rate).advance(BigInteger.valueOf(tokens)).units())
                .isEqualTo(exact.divide(new BigDecimal(rate), 0, RoundingMode.CEILING)
                        .toBigInteger());
    }

    @Test
    void routesFindPricesByName() {
        Prices prices = prices();

        assertThat(prices.named("claude-max-tokens")).isInstanceOf(ClaudeMaxTokensPrice.class);
        assertThat(prices.named("claude-input-and-max-tokens")).isInstanceOf(ClaudeInputAndMaxTokensPrice.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prices.named("claude-maxtokens"))
                .withMessageContaining("'claude-maxtokens'")
                .withMessageContaining("[claude-input-and-max-tokens, claude-max-tokens]");
    }

    @Test
    void aPriceMayHaveARateOfItsOwn() {
        Price twice = prices().named("claude-max-tokens@50000");

        assertThat(twice.quote(request(4096, "Hello!")).advance().units()).isEqualTo("98304000000000000");
        assertThat(twice.quote(request(1, "Hi"))
                        .cost(new TokenUsage(1, 2, 3, 4))
                        .units())
                .isEqualTo("200000000000000");
        assertThat(prices().named("claude-input-and-max-tokens@50000")
                        .quote(request(4096, "Hello!"))
                        .advance()
                        .units())
                .isGreaterThan(twice.quote(request(4096, "Hello!")).advance().units());
        assertThat(prices().warnings(List.of("claude-max-tokens@50000")))
                .singleElement()
                .asString()
                .startsWith("Price claude-max-tokens@50000 is in use: input tokens are free");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"claude-max-tokens@", "claude-max-tokens@0", "claude-max-tokens@1.5", "claude-max-tokens@1@1"})
    void refusesARateThatIsNone(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prices().named(name))
                .withMessageContaining("'" + name + "'");
    }

    @Test
    void warnsOfFreeInputOnly() {
        assertThat(prices().warnings(List.of("claude-max-tokens", "claude-input-and-max-tokens", "claude-max-tokens")))
                .singleElement()
                .asString()
                .startsWith("Price claude-max-tokens is in use: input tokens are free");
        assertThat(prices().warnings(List.of("claude-input-and-max-tokens"))).isEmpty();
    }

    @Test
    void beansCarryTheNamesThatRoutesUse() {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(ClaudeSettings.class, () -> new ClaudeSettings(100_000, 8_192));
            // the package also has beans that want a database
            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
            TestPropertyValues.of(
                            "tollgate.price-book.version=1",
                            "tollgate.price-book.default-max-tokens=1",
                            "tollgate.price-book.models[0].model=*",
                            "tollgate.price-book.models[0].input=1",
                            "tollgate.price-book.models[0].output=1",
                            "tollgate.price-book.requests[0].path=*",
                            "tollgate.price-book.requests[0].price=1")
                    .applyTo(context);
            context.scan("dev.tollgate.metering");
            context.refresh();

            assertThat(context.getBeansOfType(Price.class))
                    .containsOnlyKeys("claude-max-tokens", "claude-input-and-max-tokens", "price-book", "per-request");
            assertThat(context.getBean(Prices.class)
                            .named("claude-max-tokens")
                            .quote(request(4096, "Hi"))
                            .advance()
                            .units())
                    .isEqualTo("49152000000000000");
        }
    }

    @Test
    void refusesARateOfZeroAndNamesTheVariable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClaudeSettings(0, 1))
                .withMessageContaining("MON_TO_TOKEN_RATE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClaudeSettings(1, 0))
                .withMessageContaining("MAX_TOKENS_PER_REQUEST");
    }

    private static Prices prices() {
        MonTokenRate rate = new MonTokenRate(100_000);
        return new Prices(Map.of(
                "claude-max-tokens", new ClaudeMaxTokensPrice(rate),
                "claude-input-and-max-tokens", new ClaudeInputAndMaxTokensPrice(rate, new InputTokenEstimate())));
    }

    private static LlmRequest request(long maxTokens, String question) {
        return ClaudeRequestReader.read(
                ("{\"model\":\"claude\",\"max_tokens\":" + maxTokens
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}")
                        .getBytes(UTF_8),
                Long.MAX_VALUE);
    }
}
