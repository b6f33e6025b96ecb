package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.config.ConfigurationRefused;
import dev.tollgate.evm.PayerNodes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreasuryTest {

    private static final String KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    @ParameterizedTest
    @ValueSource(strings = {KEY, "0x" + KEY, " 0x" + KEY + " "})
    void knowsItsAddressAndShowsNoKey(String key) {
        Treasury treasury = treasury(key);
        assertThat(treasury.address()).hasToString("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
        assertThat(treasury.problem()).isNull();
        assertThat(treasury.toString() + settings(key)).doesNotContain(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0xsecret",
                "secret",
                "0x0000000000000000000000000000000000000000000000000000000000000000",
                "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "0x" + KEY + "00"
            })
    void refusesWhatIsNoKeyWithoutRepeatingIt(String key) {
        assertThatThrownBy(() -> treasury(key))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessage("TREASURY_PRIVATE_KEY is no private key: it must be 0x and 64 hex digits")
                .hasNoCause();
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(treasury("").problem()).startsWith("TREASURY_PRIVATE_KEY is not configured");
        assertThat(treasury("").address()).isNull();
        assertThat(new Treasury(settings(KEY), PayerNodes.on("", 1337)).problem())
                .startsWith("EVM_RPC_URL is not configured");
    }

    private static Treasury treasury(String key) {
        return new Treasury(settings(key), PayerNodes.on("http://127.0.0.1:1", 1337));
    }

    private static PayoutSettings settings(String key) {
        return Till.settings("", key, Duration.ZERO, Duration.ZERO);
    }
}
