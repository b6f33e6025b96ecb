package dev.tollgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiweParserTest {

    /** The standard's own example, with an expiration time. */
    private static final String EXAMPLE = """
            example.com wants you to sign in with your Ethereum account:
            0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

            I accept the ExampleOrg Terms of Service: https://example.com/tos

            URI: https://example.com/login
            Version: 1
            Chain ID: 1
            Nonce: 32891756
            Issued At: 2021-09-30T16:25:24Z
            Expiration Time: 2021-09-30T16:30:24.000+00:00
            Not Before: 2021-09-30T16:20:24Z
            Request ID: some id
            Resources:
            - ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
            - https://example.com/my-web2-claim.json""";

    @Test
    void readsTheStandardsExample() {
        assertThat(SiweParser.parse(EXAMPLE))
                .isEqualTo(new SiweMessage(
                        null,
                        "example.com",
                        new EvmAddress("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
                        "https://example.com/login",
                        1,
                        "32891756",
                        Instant.parse("2021-09-30T16:25:24Z"),
                        Instant.parse("2021-09-30T16:30:24Z"),
                        Instant.parse("2021-09-30T16:20:24Z")));
    }

    @Test
    void takesASchemeAndAPortAndNoStatement() {
        String message = """
                http://localhost:8080 wants you to sign in with your Ethereum account:
                0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2


                URI: http://localhost:8080
                Version: 1
                Chain ID: 1337
                Nonce: 0123456789abcdef
                Issued At: 2021-09-30T16:25:24Z
                Expiration Time: 2021-09-30T16:30:24Z""";

        SiweMessage parsed = SiweParser.parse(message);
        assertThat(parsed.scheme()).isEqualTo("http");
        assertThat(parsed.domain()).isEqualTo("localhost:8080");
        assertThat(parsed.notBefore()).isNull();
    }

    @Test
    void readsWhatWeWrite() {
        SiweMessage example = SiweParser.parse(EXAMPLE);
        var ours = new SiweMessage(
                null,
                example.domain(),
                example.address(),
                example.uri(),
                example.chainId(),
                example.nonce(),
                example.issuedAt(),
                example.expiresAt(),
                null);

        assertThat(SiweParser.parse(ours.text("A statement."))).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Version: 1| Version: 2",
                "Version: 1| version: 1",
                "Chain ID: 1| Chain ID: 0",
                "Chain ID: 1| Chain ID: 0x1",
                "Chain ID: 1| Chain ID: 1234567890123456789",
                "Chain ID: 1\\n| ''",
                "Nonce: 32891756| Nonce: 1234567",
                "Nonce: 32891756| Nonce: 3289-1756",
                "Nonce: 32891756| Nonce: ",
                "Nonce: 32891756\\n| ''",
                "Nonce: 32891756| Nonce: 32891756\\nNonce: 32891757",
                "URI: https| Uri: https",
                "Issued At: 2021-09-30T16:25:24Z| Issued At: yesterday",
                "Issued At: 2021-09-30T16:25:24Z| Issued At: 2021-09-30T16:25:24",
                "Issued At: 2021-09-30T16:25:24Z\\n| ''",
                "Expiration Time: 2021-09-30T16:30:24.000+00:00\\n| ''",
                "Ethereum account| Bitcoin account",
                "example.com wants| wants",
                "example.com wants| example.com/path wants",
                "example.com wants| evil.com@example.com wants",
                "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2| 0xC02a",
                "- https| * https",
                "URI: | \\nURI: ",
                "I accept| I\\naccept",
            })
    void refusesWhatDeviates(String part, String replacement) {
        String message = EXAMPLE.replace(quoted(part), quoted(replacement));
        assertThat(message).isNotEqualTo(EXAMPLE);

        assertMalformed(message);
    }

    @Test
    void refusesMoreAfterTheEnd() {
        assertMalformed(EXAMPLE + "\n");
        assertMalformed(EXAMPLE + "\nChain ID: 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "hello", " wants you to sign in with your Ethereum account:"})
    void refusesNoMessageAtAll(String text) {
        assertMalformed(text);
    }

    @Test
    void refusesOtherCharactersAndLineEnds() {
        assertMalformed(EXAMPLE.replace("\n", "\r\n"));
        assertMalformed(EXAMPLE.replace("accept", "\u0430ccept"));
        assertMalformed(EXAMPLE.replace("accept", "\u0000ccept"));
    }

    @Test
    void refusesAMessageThatIsTooLong() {
        assertMalformed(EXAMPLE.replace("accept", "a".repeat(4096)));
    }

    private static String quoted(String text) {
        return text.replace("\\n", "\n");
    }

    private static void assertMalformed(String message) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> SiweParser.parse(message));
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.message()).startsWith("message: ");
    }
}
