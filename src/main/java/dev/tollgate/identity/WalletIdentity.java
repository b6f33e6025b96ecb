package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** Says which wallet calls, by what its request shows. */
public final class WalletIdentity {

    private static final String HEADER = "X-User-Address";

    private final WalletAuth mode;
    private final WalletSessions sessions;

    WalletIdentity(WalletAuth mode, WalletSessions sessions) {
        this.mode = mode;
        this.sessions = sessions;
    }

    /**
     * The caller's address, lower-case. Where the header is believed, nothing is looked up.
     *
     * @param header X-User-Address; in signature mode a hint that must agree with the session
     * @param authorization in signature mode {@code Bearer} and a session's token
     * @throws Refusal 400 if the header is malformed, or missing where it is believed; 401 without a session; 403 if
     *     the header is another address than the session's
     */
    public String address(@Nullable String header, @Nullable String authorization) {
        if (mode == WalletAuth.HEADER) {
            return EvmAddress.read(HEADER, header).text();
        }
        EvmAddress session = session(authorization);
        if (header != null && !EvmAddress.read(HEADER, header).equals(session)) {
            throw Refusal.forbidden(HEADER + " is not the address of this session");
        }
        return session.text();
    }

    /**
     * The address that the caller has proved to hold, lower-case; null where the request itself is believed, whatever it
     * says.
     *
     * @throws Refusal in signature mode, as {@link #address}
     */
    public @Nullable String proved(@Nullable String header, @Nullable String authorization) {
        return mode == WalletAuth.HEADER ? null : address(header, authorization);
    }

    private EvmAddress session(@Nullable String authorization) {
        String token = BearerToken.of(authorization);
        if (token == null) {
            throw Refusal.unauthenticated("A wallet session is required: sign in at /auth/siwe/nonce and"
                    + " /auth/siwe/verify, then send Authorization: Bearer <access_token>");
        }
        return sessions.addressOf(token.strip())
                .orElseThrow(() -> Refusal.unauthenticated("The wallet session is unknown or has expired"));
    }
}
