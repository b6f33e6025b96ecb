package dev.tollgate.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The signature, against one that md5sum has made of the documented text. */
class EpaySignatureTest {

    /** {@code printf 'a=1&money=1.00&name=VIP会员&pid=1001KEY' | md5sum}. */
    private static final String SIGNED = "65719e0153b6642ea24c950e2bd373bb";

    private static final Map<String, String> PARAMETERS = Map.of(
            "pid", "1001", "name", "VIP会员", "money", "1.00", "a", "1", "param", "", "sign_type", "MD5", "sign", "x");

    @Test
    void sortsJoinsAndHashes() {
        assertThat(EpaySignature.of(PARAMETERS, "KEY")).isEqualTo(SIGNED);
    }

    @Test
    void knowsItsOwnInAnyCaseAndNoOther() {
        Map<String, String> sent = new HashMap<>(PARAMETERS);
        sent.put("sign", SIGNED.toUpperCase(java.util.Locale.ROOT));
        assertThat(EpaySignature.isSigned(sent, "KEY")).isTrue();
        assertThat(EpaySignature.isSigned(sent, "key")).isFalse();
        sent.put("money", "1.0");
        assertThat(EpaySignature.isSigned(sent, "KEY")).isFalse();
        assertThat(EpaySignature.isSigned(Map.of(), "KEY")).isFalse();
    }
}
