package dev.tollgate.cover;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.Gateway;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In the sandbox; what production refuses beside is in UrlRulesTest. */
class ProofAddressTest {

    private final ProofAddress proofAddress = Gateway.shared().application().getBean(ProofAddress.class);

    @Test
    void whatCanBeFetchedMayBeFiled() {
        assertThatCode(() -> proofAddress.require(Map.of("proof_uri", "http://127.0.0.1:8080/sandbox/jp/proof.json")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatCanNeverBeFetchedIsRefusedAsTheDocumentHasIt() {
        for (String uri : new String[] {"https://10.0.0.1/", "ftp://example.com/", "", "https://user@example.com/"}) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> proofAddress.require(Map.of("proof_uri", uri)))
                    .withMessage("无效的证明文件")
                    .matches(
                            refusal -> refusal.status() == 400 && refusal.code().equals("INVALID_PROOF"));
        }
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> proofAddress.require(Map.of()));
    }
}
