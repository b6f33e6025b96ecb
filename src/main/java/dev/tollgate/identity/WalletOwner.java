package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How a wallet's address and its name in the ledger belong together, for routes. */
@Component
public final class WalletOwner {

    private static final String PREFIX = "wallet:";

    /**
     * The ledger's owner for an address, in any case, that a field of a request holds.
     *
     * <p>Takes the request and not its text: Camel strips the quotes of a text that is a bean's parameter, and takes
     * the word {@code null} for nothing.
     *
     * @throws Refusal 400 naming the field
     */
    public String of(Map<String, ?> request, String field) {
        return EvmAddress.read(field, String.valueOf(request.get(field))).ledgerOwner();
    }

    /** The address, in lower case. */
    public String address(String owner) {
        return owner.substring(PREFIX.length());
    }
}
