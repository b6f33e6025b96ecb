package dev.tollgate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.evm.EvmAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that other programs made: vectors of spruceid/siwe, test/verification_positive.json. */
class PersonalSignatureTest {

    private static final String MESSAGE = """
            %s wants you to sign in with your Ethereum account:
            %s

            %s

            URI: %s
            Version: 1
            Chain ID: 1
            Nonce: %s
            Issued At: %s""";

    @ParameterizedTest
    @CsvSource({
        "login.xyz, 0xE6D3Aa1F561A215E5eb1f02Ba8705385F03fCaFB, Sign-In With Ethereum Example Statement,"
                + " https://login.xyz, lx2nx4so, 2022-01-05T14:27:30.883Z, Not Before: 2100-01-07T14:31:43.952Z,"
                + " 0xc2539ace78f13c7eb8c0852d38d269a6f97bebd9f7872097d2e3137b541f8bf5"
                + "0176062a46eeea83086bd2721423fb5755a932ff6ccc046ed482d14e4576042f1c",
        "login.xyz, 0x2ecA0068307e706741445764A3D6A4402aC2A5a9, Sign-In With Ethereum Example Statement,"
                + " https://login.xyz, lx2nx4so, 2022-01-05T14:27:30.883Z, Expiration Time: 2021-01-05T00:00:00Z,"
                + " 0x7337bc2826c7678cd6bc84f5b3b236efc969b0451f9feca2328b1d3401b030c1"
                + "13f19bdba359ba3f52762c66e9147311fa95fe598a1a4ec9bb383a7b4e3874241b",
        // v counted from 0
        "www.tally.xyz, 0xc95EB884FE852e241D409234bfC7045CB9E31BD7, Sign in with Ethereum to Tally,"
                + " https://tally.xyz, 15050747, 2022-06-30T14:08:51.382Z, ,"
                + " 0x8c46b6eb8505939892d8e9b075f89f8277321b17b993151f37810cdda38cce6f"
                + "4a85909d2b53e6a14629c74c0ac38bf4becde78ee5b2529812bf6cceaf7b2a2501",
    })
    void recoversTheSigner(
            String domain,
            String address,
            String statement,
            String uri,
            String nonce,
            String issuedAt,
            String last,
            String signature) {
        String message =
                MESSAGE.formatted(domain, address, statement, uri, nonce, issuedAt) + (last == null ? "" : "\n" + last);

        assertThat(PersonalSignature.parse(signature).signerOf(message)).hasValue(new EvmAddress(address));
        assertThat(PersonalSignature.parse(signature).signerOf(message + " "))
                .isNotEqualTo(Optional.of(new EvmAddress(address)));
    }
}
