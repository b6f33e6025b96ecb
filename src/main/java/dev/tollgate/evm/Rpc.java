package dev.tollgate.evm;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;

/**
 * One EVM node's JSON-RPC, with a time-out on each call.
 *
 * <p>A call throws {@link ChainUnavailable} if the node can't be reached or fails, and {@link IllegalStateException}
 * inside a database transaction: a slow node must not hold locks and connections.
 */
final class Rpc implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rpc.class);

    private final @Nullable Web3j node;

    /** @param url empty where there is no chain; then every call throws */
    Rpc(String url, Duration callTimeout) {
        node = url.isEmpty() ? null : Web3j.build(new HttpService(url, client(callTimeout)));
    }

    boolean isConfigured() {
        return node != null;
    }

    /** Builds requests. */
    Web3j node() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("the chain is not asked inside a database transaction");
        }
        if (node == null) {
            throw ChainUnavailable.notConfigured();
        }
        return node;
    }

    /** What the node answers. */
    <T extends Response<?>, R> R read(Request<?, T> request, Function<T, @Nullable R> reading) {
        R result = readOrNull(request, Unknown.NOTHING, reading);
        if (result == null) {
            throw ChainUnavailable.failing();
        }
        return result;
    }

    /** What the node answers; null where it says that there is no such thing. */
    <T extends Response<?>, R> @Nullable R readOrNull(
            Request<?, T> request, Unknown unknown, Function<T, @Nullable R> reading) {
        return ask(request, reading, error -> {
            if (unknown.isMeantBy(error)) {
                return null;
            }
            LOG.warn("{} failed: {}", request.getMethod(), error.getMessage());
            throw ChainUnavailable.failing();
        });
    }

    /** What the node answers, where its error is an answer too. */
    <T extends Response<?>, R> @Nullable R ask(
            Request<?, T> request,
            Function<T, @Nullable R> reading,
            Function<Response.Error, @Nullable R> readingOfError) {
        try {
            T answer = request.send();
            return answer.hasError() ? readingOfError.apply(answer.getError()) : reading.apply(answer);
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
