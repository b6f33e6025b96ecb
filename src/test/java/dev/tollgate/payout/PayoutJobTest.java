package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.config.ConfigurationRefused;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.HardhatNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Payouts in the running application. */
class PayoutJobTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    private static final BigInteger AMOUNT = BigInteger.valueOf(500_000_000);

    @Test
    void theJobPaysWhatIsIntended() {
        EvmAddress recipient = Till.newAddress();
        Till.Account account = Till.newAccount();
        NODE.pay(NODE.accounts().get(0), account.address().text(), BigInteger.TEN.pow(18));
        Token token = Token.deploy(NODE, 6, account.address(), AMOUNT);
        try (Gateway gateway = Gateway.start(Map.of(
                "EVM_RPC_URL", NODE.url(),
                "TREASURY_PRIVATE_KEY", account.key(),
                "PAYOUT_TOKEN_ADDRESS", token.address().text()))) {
            Payouts payouts = gateway.application().getBean(Payouts.class);
            PayoutAsset asset = gateway.application().getBean(PayoutAsset.class);
            assertThat(asset.asset().decimals()).isEqualTo(6);
            new TransactionTemplate(gateway.application().getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> payouts.intend("claim", recipient, asset.asset(), AMOUNT));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> payouts.find("claim").orElseThrow().state() == PayoutState.PAID);
        }
        assertThat(token.balance(recipient)).isEqualTo(AMOUNT);
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
