package dev.tollgate.evm;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/**
 * What became of a transaction that is in a block.
 *
 * @param inclusion where it stands, and whether it succeeded
 * @param transfers of tokens, in their order; none where it failed
 */
public record Receipt(Inclusion inclusion, List<TokenTransfer> transfers) {

    public Receipt {
        transfers = List.copyOf(transfers);
    }

    static @Nullable Receipt of(TransactionReceipt receipt) {
        Inclusion inclusion = Chain.inclusion(receipt);
        if (inclusion == null) {
            return null;
        }
        var logs =
                Objects.requireNonNullElse(receipt.getLogs(), List.<org.web3j.protocol.core.methods.response.Log>of());
        return new Receipt(
                inclusion,
                logs.stream()
                        .map(TokenTransfer::of)
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .toList());
    }
}
