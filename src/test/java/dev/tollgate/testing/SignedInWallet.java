package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** A wallet with a session of its own. */
public record SignedInWallet(String address, String token) {

    /** How JSON gets to the application. */
    public interface Post {
        HttpResponse<String> send(String path, String json) throws IOException, InterruptedException;
    }

    /** Signs a new wallet in. */
    public static SignedInWallet open(Post post) throws IOException, InterruptedException {
        ECKeyPair key = key();
        String address = "0x" + Keys.getAddress(key);
        JsonNode nonce = json(post.send("/auth/siwe/nonce", "{\"address\":\"" + address + "\"}"));
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
        JsonNode session = json(post.send("/auth/siwe/verify", body));
        return new SignedInWallet(address, session.path("access_token").asText());
    }

    /** Whose the ledger says its money is. */
    public String owner() {
        return "wallet:" + address;
    }

    /** The header that proves it. */
    public String authorization() {
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
