package dev.tollgate.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.List;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** A wallet with a session of its own. */
record SignedInWallet(String address, String token) {

    /** Signs a new wallet in. */
    static SignedInWallet open(Balancer balancer, List<String> urls) throws IOException, InterruptedException {
        ECKeyPair key = key();
        String address = "0x" + Keys.getAddress(key);
        JsonNode nonce = json(balancer.post(urls, "/auth/siwe/nonce", "{\"address\":\"" + address + "\"}"));
        String message = nonce.path("message").asText();
        Sign.SignatureData signed = Sign.signPrefixedMessage(message.getBytes(UTF_8), key);
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("message", message)
                .put(
                        "signature",
                        Numeric.toHexString(signed.getR())
                                + Numeric.toHexStringNoPrefix(signed.getS())
                                + Numeric.toHexStringNoPrefix(signed.getV()))
                .toString();
        JsonNode session = json(balancer.post(urls, "/auth/siwe/verify", body));
        return new SignedInWallet(address, session.path("access_token").asText());
    }

    String owner() {
        return "wallet:" + address;
    }

    String authorization() {
        return "Bearer " + token;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError("sign-in: " + answer.statusCode() + " " + answer.body());
        }
        return Gateway.parse(answer.body());
    }

    private static ECKeyPair key() {
        try {
            return Keys.createEcKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
