package dev.tollgate.evm;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/**
 * Reads one EVM node, with a time-out on each call.
 *
 * <p>Every method throws {@link ChainUnavailable} if the node can't be reached or fails, and {@link
 * IllegalStateException} inside a database transaction: a slow node must not hold locks and connections.
 */
final class Chain implements AutoCloseable {

    private final Rpc rpc;

    /** @param rpcUrl empty where there is no chain; then every method throws */
    Chain(String rpcUrl, Duration callTimeout) {
        rpc = new Rpc(rpcUrl, callTimeout);
    }

    Rpc rpc() {
        return rpc;
    }

    boolean isConfigured() {
        return rpc.isConfigured();
    }

    long chainId() {
        return rpc.read(rpc.node().ethChainId(), answer -> exact(answer.getChainId()));
    }

    long latestBlock() {
        return rpc.read(rpc.node().ethBlockNumber(), answer -> exact(answer.getBlockNumber()));
    }

    /** The block that can't be replaced any more; null where nodes don't know such a thing. */
    @Nullable
    Long finalizedBlock() {
        var request = rpc.node().ethGetBlockByNumber(DefaultBlockParameterName.FINALIZED, false);
        return rpc.readOrNull(request, Unknown.TAG, answer -> {
            EthBlock.Block block = answer.getBlock();
            return block == null ? null : exact(block.getNumber());
        });
    }

    /** The hash of the block that is canonical at this height; null above the latest. */
    @Nullable
    String blockHash(long blockNumber) {
        var height = DefaultBlockParameter.valueOf(BigInteger.valueOf(blockNumber));
        return rpc.readOrNull(rpc.node().ethGetBlockByNumber(height, false), Unknown.BLOCK, answer -> {
            EthBlock.Block block = answer.getBlock();
            return block == null ? null : block.getHash().toLowerCase(Locale.ROOT);
        });
    }

    /** What the transaction does; null if nobody has heard of it. */
    @Nullable
    Payment payment(TransactionHash hash) {
        var request = rpc.node().ethGetTransactionByHash(hash.text());
        return rpc.readOrNull(
                request,
                Unknown.TRANSACTION,
                answer -> answer.getTransaction().map(Chain::payment).orElse(null));
    }

    /** Where the transaction stands; null while it is in no block. */
    @Nullable
    Inclusion inclusion(TransactionHash hash) {
        var request = rpc.node().ethGetTransactionReceipt(hash.text());
        return rpc.readOrNull(
                request,
                Unknown.TRANSACTION,
                answer -> answer.getTransactionReceipt().map(Chain::inclusion).orElse(null));
    }

    boolean isContract(EvmAddress address) {
        var request = rpc.node().ethGetCode(address.text(), DefaultBlockParameterName.LATEST);
        return rpc.read(request, answer -> answer.getCode().length() > "0x".length());
    }

    private static Payment payment(Transaction transaction) {
        String to = transaction.getTo();
        return new Payment(
                new EvmAddress(transaction.getFrom()), to == null ? null : new EvmAddress(to), transaction.getValue());
    }

    static @Nullable Inclusion inclusion(TransactionReceipt receipt) {
        if (receipt.getBlockHash() == null) {
            return null;
        }
        // web3j's isStatusOK also takes a receipt without a status
        boolean succeeded = receipt.getStatus() != null
                && Numeric.decodeQuantity(receipt.getStatus()).equals(BigInteger.ONE);
        return new Inclusion(
                exact(receipt.getBlockNumber()), receipt.getBlockHash().toLowerCase(Locale.ROOT), succeeded);
    }

    static long exact(BigInteger number) {
        return number.longValueExact();
    }

    @Override
    public void close() {
        rpc.close();
    }
}
