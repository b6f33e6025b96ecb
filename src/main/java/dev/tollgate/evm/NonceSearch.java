package dev.tollgate.evm;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * Finds the transaction that used a nonce: nodes have no index for it, but an account's count of transactions grows
 * with the blocks, so the block is found by halving.
 *
 * <p>It is proof: that none of some hashes has a receipt may also mean that the node that was asked is behind.
 */
final class NonceSearch {

    private final Rpc rpc;

    NonceSearch(Rpc rpc) {
        this.rpc = rpc;
    }

    /**
     * @param from a block where the nonce was probably unused
     * @param to the last block to look at
     * @return null if it isn't found
     */
    @Nullable
    TransactionHash user(EvmAddress account, long nonce, long from, long to) {
        if (count(account, to) <= nonce) {
            return null;
        }
        long unused = unusedBefore(account, nonce, Math.min(from, to));
        if (unused < 0) {
            return null;
        }
        long used = to;
        while (used - unused > 1) {
            long middle = unused + (used - unused) / 2;
            if (count(account, middle) > nonce) {
                used = middle;
            } else {
                unused = middle;
            }
        }
        return inBlock(used, account, nonce);
    }

    /** The count of the account's transactions up to a block, its own included. */
    long count(EvmAddress account, long block) {
        return rpc.read(
                rpc.node().ethGetTransactionCount(account.text(), at(block)),
                answer -> Chain.exact(answer.getTransactionCount()));
    }

    private long unusedBefore(EvmAddress account, long nonce, long from) {
        long block = from;
        for (long step = 1; count(account, block) > nonce; step *= 4) {
            if (block == 0) {
                return -1;
            }
            block = Math.max(0, block - step);
        }
        return block;
    }

    private @Nullable TransactionHash inBlock(long number, EvmAddress account, long nonce) {
        return rpc.readOrNull(rpc.node().ethGetBlockByNumber(at(number), true), Unknown.BLOCK, answer -> {
            EthBlock.Block block = answer.getBlock();
            if (block == null) {
                return null;
            }
            return block.getTransactions().stream()
                    .map(result -> (EthBlock.TransactionObject) result.get())
                    .filter(transaction -> new EvmAddress(transaction.getFrom()).equals(account)
                            && transaction.getNonce().equals(BigInteger.valueOf(nonce)))
                    .map(transaction -> new TransactionHash(transaction.getHash()))
                    .findFirst()
                    .orElse(null);
        });
    }

    private static DefaultBlockParameter at(long block) {
        return DefaultBlockParameter.valueOf(BigInteger.valueOf(block));
    }
}
