package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.config.ConfigurationRefused;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.PayerNodes;
import dev.tollgate.ledger.Asset;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.web3j.crypto.ContractUtils;

/** What payouts are made in, by the settings and the chain. */
class PayoutAssetTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final String NOWHERE = "http://127.0.0.1:1";

    @Test
    void isMonWhereNoTokenIsConfigured() {
        assertThat(started("", NOWHERE).asset()).isEqualTo(Asset.MON);
    }

    @Test
    void readsDecimalsOnceAndKeepsThem() {
        Token token = token(7);
        String shouted = "0x" + token.address().text().substring(2).toUpperCase(Locale.ROOT);
        Asset expected = new Asset("ERC20:" + token.address(), 7);

        assertThat(started(shouted, NODE.url()).asset()).isEqualTo(expected);
        assertThat(started(token.address().text(), NOWHERE).asset()).isEqualTo(expected);
        assertThat(started(token.address().text(), "").asset()).isEqualTo(expected);
        assertThat(started("", "").named(expected.code())).isEqualTo(expected);
    }

    @Test
    void otherDecimalsThanBeforeRefuseTheStart() {
        Token token = token(6);
        started(token.address().text(), NODE.url());
        token.setDecimals(18);

        assertThatThrownBy(() -> started(token.address().text(), NODE.url()))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessage(
                        "PAYOUT_TOKEN_ADDRESS has 18 decimals on the chain, but 6 when cover was first counted in it");
    }

    @Test
    void moreDecimalsThanTheBooksCountRefuseTheStart() {
        Token token = token(77);
        assertThatThrownBy(() -> started(token.address().text(), NODE.url()))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContaining("77 decimals");
    }

    @Test
    void aTokenThatIsNoAddressRefusesTheStart() {
        assertThatThrownBy(() -> started("0x12", NODE.url()))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContaining("PAYOUT_TOKEN_ADDRESS");
    }

    @Test
    void withoutTheChainAtTheFirstStartIt503UntilTheDecimalsAreRead() {
        EvmAddress deployer = Token.newDeployer(NODE);
        var notYet = new EvmAddress(ContractUtils.generateContractAddress(deployer.text(), BigInteger.ZERO));
        PayoutAsset asset = started(notYet.text(), NODE.url());
        Refusal refusal = catchThrowableOfType(Refusal.class, asset::asset);
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(5));

        Token token = Token.deploy(NODE, deployer, 9, Till.newAddress(), BigInteger.TEN);
        assertThat(token.address()).isEqualTo(notYet);
        assertThat(catchThrowableOfType(Refusal.class, asset::asset).status())
                .describedAs("the chain is asked every few seconds only")
                .isEqualTo(503);
        PayoutAsset another = notAsked(notYet.text(), NODE.url());
        assertThatThrownBy(() -> inTransaction(another::asset)).isInstanceOf(Refusal.class);
        assertThat(another.asset()).isEqualTo(new Asset("ERC20:" + notYet, 9));
        assertThat(inTransaction(another::asset)).isEqualTo(another.asset());
    }

    private static PayoutAsset started(String token, String url) {
        PayoutAsset asset = notAsked(token, url);
        asset.afterPropertiesSet();
        return asset;
    }

    private static PayoutAsset notAsked(String token, String url) {
        return new PayoutAsset(
                Till.settings(token, "", Duration.ZERO, Duration.ZERO),
                new PayoutTokens(DATABASE.jdbc()),
                PayerNodes.on(url, HardhatNode.CHAIN_ID));
    }

    private static Asset inTransaction(Supplier<Asset> action) {
        var transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));
        return transaction.execute(status -> action.get());
    }

    private static Token token(int decimals) {
        return Token.deploy(NODE, decimals, Till.newAddress(), BigInteger.TEN);
    }
}
