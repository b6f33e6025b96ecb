package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.config.ConfigurationRefused;
import dev.tollgate.cover.Buyer;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.HardhatNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Payouts in the running application. */
class PayoutJobTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    /** What the document's claim is worth, in a token of 6 decimals. */
    private static final BigInteger AMOUNT = BigInteger.valueOf(500_000_000);

    @Test
    void aClaimIsPaidInTheToken() {
        Till.Account account = Till.newAccount();
        NODE.pay(NODE.accounts().get(0), account.address().text(), BigInteger.TEN.pow(18));
        Token token = Token.deploy(NODE, 6, account.address(), AMOUNT);
        try (Gateway gateway = Gateway.start(Map.of(
                "EVM_RPC_URL", NODE.url(),
                "TREASURY_PRIVATE_KEY", account.key(),
                "PAYOUT_TOKEN_ADDRESS", token.address().text()))) {
            Buyer buyer = Buyer.with(gateway, "1.0");
            String order = buyer.buy();

            String claim = buyer.file(order);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    buyer.claimShown(claim).path("status").asText())
                            .as("%s", buyer.claimShown(claim))
                            .isEqualTo("paid"));
            assertThat(buyer.shown(order).path("status").asText()).isEqualTo("closed");
            assertThat(token.balance(new EvmAddress(buyer.wallet()))).isEqualTo(AMOUNT);
        }
    }

    @Test
    void aMalformedKeyRefusesTheStartWithoutBeingShown() {
        assertThatThrownBy(() -> Gateway.start(Map.of("TREASURY_PRIVATE_KEY", "s3cret")))
                .hasRootCauseInstanceOf(ConfigurationRefused.class)
                .hasStackTraceContaining("TREASURY_PRIVATE_KEY is no private key")
                .satisfies(refused -> assertThat(String.valueOf(Objects.requireNonNull(refused)))
                        .doesNotContain("s3cret"));
    }
}
