package dev.tollgate.identity;

import dev.tollgate.refusal.Refusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Whoever holds {@code INTERNAL_API_TOKEN}: the payment gateway beside us, and operators.
 *
 * <p>With the variable unset, callers on the loopback interface may do without; production does not start like that.
 */
@Component
public final class InternalCallers {

    private final String token;

    InternalCallers(@Value("${tollgate.internal-api-token:}") String token) {
        this.token = token;
    }

    /**
     * Lets the caller pass or refuses it.
     *
     * @param authorization the Authorization header, if there is one
     * @param clientAddress the address of the connection's other end
     * @throws Refusal 401
     */
    public void require(@Nullable String authorization, String clientAddress) {
        if (token.isEmpty()) {
            if (!isLoopback(clientAddress)) {
                throw Refusal.unauthenticated("INTERNAL_API_TOKEN is not set: only callers on loopback are let in");
            }
            return;
        }
        String sent = BearerToken.of(authorization);
        if (sent == null) {
            throw Refusal.unauthenticated("Authorization: Bearer <INTERNAL_API_TOKEN> is required");
        }
        byte[] given = sent.getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8))) {
            throw Refusal.unauthenticated("The internal API token is wrong");
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
