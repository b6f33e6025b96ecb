package dev.tollgate.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvmSettingsTest {

    @Test
    void takesWhatIsWritten() {
        EvmSettings settings = Desk.settings(" https://rpc.example.com/v2/key ", 1337, " " + Desk.TRANSIT + " ", 1);
        assertThat(settings.rpcUrl()).isEqualTo("https://rpc.example.com/v2/key");
        assertThat(settings.transitWallet()).isEqualTo(Desk.TRANSIT.text());
    }

    /** The URL isn't repeated: providers put their keys into it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"rpc.example.com/secret", "ws://rpc.example.com/secret", "http:///secret", "not a secret url"})
    void refusesOtherUrlsWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> Desk.settings(url, 1337, "", 1))
                .hasMessageContaining("EVM_RPC_URL")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x7011647e000000000000000000000000000000aa, 1, EVM_CHAIN_ID",
        "1337, 0x70, 1, TRANSIT_WALLET_ADDRESS",
        "1337, 0x7011647e000000000000000000000000000000aa, 0, EVM_CONFIRMATIONS"
    })
    void namesTheVariableThatIsWrong(long chainId, String transitWallet, int confirmations, String variable) {
        assertThatThrownBy(() -> Desk.settings("", chainId, transitWallet, confirmations))
                .hasMessageContaining(variable);
    }
}
