package dev.tollgate.evm;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/**
 * Reads one EVM node, with a time-out on each call.
 *
 * <p>Every method throws {@link ChainUnavailable} if the node can't be reached or fails, and {@link
 * IllegalStateException} inside a database transaction: a slow node must not hold locks and connections.
 */
final class Chain implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chain.class);

    private final @Nullable Web3j node;

    /** @param rpcUrl empty where there is no chain; then every method throws */
    Chain(String rpcUrl, Duration callTimeout) {
        node = rpcUrl.isEmpty() ? null : Web3j.build(new HttpService(rpcUrl, client(callTimeout)));
    }

    boolean isConfigured() {
        return node != null;
    }

    long chainId() {
        return read(node().ethChainId(), Unknown.NOTHING, answer -> exact(answer.getChainId()));
    }

    long latestBlock() {
        return read(node().ethBlockNumber(), Unknown.NOTHING, answer -> exact(answer.getBlockNumber()));
    }

    /** The block that can't be replaced any more; null where nodes don't know such a thing. */
    @Nullable
    Long finalizedBlock() {
        var request = node().ethGetBlockByNumber(DefaultBlockParameterName.FINALIZED, false);
        return readOrNull(request, Unknown.TAG, answer -> {
            EthBlock.Block block = answer.getBlock();
            return block == null ? null : exact(block.getNumber());
        });
    }

    /** The hash of the block that is canonical at this height; null above the latest. */
    @Nullable
    String blockHash(long blockNumber) {
        var height = DefaultBlockParameter.valueOf(BigInteger.valueOf(blockNumber));
        return readOrNull(node().ethGetBlockByNumber(height, false), Unknown.BLOCK, answer -> {
            EthBlock.Block block = answer.getBlock();
            return block == null ? null : block.getHash().toLowerCase(Locale.ROOT);
        });
    }

    /** What the transaction does; null if nobody has heard of it. */
    @Nullable
    Payment payment(TransactionHash hash) {
        var request = node().ethGetTransactionByHash(hash.text());
        return readOrNull(
                request,
                Unknown.TRANSACTION,
                answer -> answer.getTransaction().map(Chain::payment).orElse(null));
    }

    /** Where the transaction stands; null while it is in no block. */
    @Nullable
    Inclusion inclusion(TransactionHash hash) {
        var request = node().ethGetTransactionReceipt(hash.text());
        return readOrNull(
                request,
                Unknown.TRANSACTION,
                answer -> answer.getTransactionReceipt().map(Chain::inclusion).orElse(null));
    }

    boolean isContract(EvmAddress address) {
        var request = node().ethGetCode(address.text(), DefaultBlockParameterName.LATEST);
        return read(request, Unknown.NOTHING, answer -> answer.getCode().length() > "0x".length());
    }

    private static Payment payment(Transaction transaction) {
        String to = transaction.getTo();
        return new Payment(
                new EvmAddress(transaction.getFrom()), to == null ? null : new EvmAddress(to), transaction.getValue());
    }

    private static @Nullable Inclusion inclusion(TransactionReceipt receipt) {
        if (receipt.getBlockHash() == null) {
            return null;
        }
        // web3j's isStatusOK also takes a receipt without a status
        boolean succeeded = receipt.getStatus() != null
                && Numeric.decodeQuantity(receipt.getStatus()).equals(BigInteger.ONE);
        return new Inclusion(
                exact(receipt.getBlockNumber()), receipt.getBlockHash().toLowerCase(Locale.ROOT), succeeded);
    }

    private Web3j node() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("the chain is not asked inside a database transaction");
        }
        if (node == null) {
            throw ChainUnavailable.notConfigured();
        }
        return node;
    }

    private static <T extends Response<?>, R> R read(Request<?, T> request, Unknown unknown, Function<T, R> reading) {
        R result = readOrNull(request, unknown, reading);
        if (result == null) {
            throw ChainUnavailable.failing();
        }
        return result;
    }

    private static <T extends Response<?>, R> @Nullable R readOrNull(
            Request<?, T> request, Unknown unknown, Function<T, @Nullable R> reading) {
        try {
            T answer = request.send();
            if (!answer.hasError()) {
                return reading.apply(answer);
            }
            if (unknown.isMeantBy(answer.getError())) {
                return null;
            }
            LOG.warn("{} failed: {}", request.getMethod(), answer.getError().getMessage());
            throw ChainUnavailable.failing();
        } catch (IOException e) {
            LOG.warn("{} failed: {}", request.getMethod(), e.toString());
            throw ChainUnavailable.unreachable();
        } catch (ChainUnavailable e) {
            throw e;
        } catch (RuntimeException e) { // an HTTP status other than 2xx, or an answer that makes no sense
            LOG.warn("{} failed: {}", request.getMethod(), e.toString());
            throw ChainUnavailable.failing();
        }
    }

    private static long exact(BigInteger number) {
        return number.longValueExact();
    }

    private static OkHttpClient client(Duration callTimeout) {
        return new OkHttpClient.Builder()
                .connectTimeout(callTimeout)
                .readTimeout(callTimeout)
                .callTimeout(callTimeout)
                .build();
    }

    @Override
    public void close() {
        if (node != null) {
            node.shutdown();
        }
    }
}
