package dev.tollgate.payout;

import dev.tollgate.evm.ChainHead;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.evm.Inclusion;
import dev.tollgate.evm.PayerNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chain as one run sees it: at one height, so that counts and balances belong together; each asked once. */
final class ChainView {

    private final PayerNode node;
    private final long latest;
    private final long settled;
    private final Map<String, Long> nonces = new HashMap<>();
    private final Map<String, BigInteger> balances = new HashMap<>();
    private @Nullable Fees fees;

    private ChainView(PayerNode node, ChainHead head, int confirmations) {
        this.node = node;
        this.latest = head.latest();
        this.settled = head.settled(confirmations);
    }

    /** @throws dev.tollgate.evm.ChainUnavailable also if the node is on another chain */
    static ChainView of(PayerNode node, int confirmations) {
        node.requireChain();
        return new ChainView(node, node.head(), confirmations);
    }

    long latest() {
        return latest;
    }

    /** The highest block that counts. */
    long settled() {
        return settled;
    }

    boolean isSettled(Inclusion inclusion) {
        return inclusion.blockNumber() <= settled;
    }

    /** The least nonce that is unused on the chain. */
    long nonce(EvmAddress account) {
        return nonceAt(account, latest);
    }

    /** The same, of the blocks that count; 0 while there are none. */
    long settledNonce(EvmAddress account) {
        return settled < 0 ? 0 : nonceAt(account, settled);
    }

    BigInteger coins(EvmAddress account) {
        return balances.computeIfAbsent("coins " + account, key -> node.balance(account, latest));
    }

    BigInteger units(EvmAddress token, EvmAddress account) {
        return balances.computeIfAbsent(token + " " + account, key -> node.tokenBalance(token, account, latest));
    }

    Fees fees() {
        if (fees == null) {
            fees = node.fees();
        }
        return fees;
    }

    private long nonceAt(EvmAddress account, long block) {
        return nonces.computeIfAbsent(account + " " + block, key -> node.nonce(account, block));
    }
}
