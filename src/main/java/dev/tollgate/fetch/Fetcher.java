package dev.tollgate.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a URL that a stranger named: its host's addresses are looked up once, all of them are checked, and the
 * connection goes to one of those. No redirects, no proxy, no cookies, no unpacking, 1 MiB, 10 s.
 */
public final class Fetcher implements AutoCloseable {

    /** Most that is read. */
    public static final int BYTES_MAX = 1 << 20;

    private static final int OK = 200;
    private static final Pattern CONTENT_TYPE = Pattern.compile("[ -~]{1,255}");

    private final UrlRules rules;
    private final Duration timeLimit;
    private final TimeLimit fetches;
    private final CloseableHttpClient http;

    Fetcher(UrlRules rules, Duration timeLimit, TimeLimit fetches, CloseableHttpClient http) {
        this.rules = rules;
        this.timeLimit = timeLimit;
        this.fetches = fetches;
        this.http = http;
    }

    /**
     * Fetches it, and keeps of it what the bytes hash to.
     *
     * @throws FetchFailed if it can't, now or ever
     */
    public Fetched fetch(String url) {
        HttpGet request = new HttpGet(permitted(url));
        request.setHeader("Accept", "*/*");
        request.setHeader("Accept-Encoding", "identity");
        try {
            return fetches.within(timeLimit, () -> get(request));
        } catch (TimeoutException e) {
            throw FetchFailed.forNow("the host took longer than " + timeLimit.toSeconds() + " s");
        } catch (RejectedExecutionException e) {
            throw FetchFailed.forNow("too many fetches are under way");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } finally {
            request.cancel(); // whatever is still open
        }
    }

    private URI permitted(String url) {
        try {
            return rules.parsed(url);
        } catch (UrlRefused e) {
            throw FetchFailed.forGood("the URL " + e.getMessage());
        }
    }

    private Fetched get(HttpGet request) throws IOException {
        ClassicHttpResponse response = http.executeOpen(null, request, null);
        checkStatus(response.getCode());
        Header encoding = response.getFirstHeader("Content-Encoding");
        if (encoding != null && !encoding.getValue().strip().equalsIgnoreCase("identity")) {
            throw FetchFailed.forGood("it comes packed, although it was asked for as it is");
        }
        byte[] bytes = read(response.getEntity());
        return new Fetched(sha256(bytes), bytes.length, contentType(response.getFirstHeader("Content-Type")));
    }

    private static void checkStatus(int status) {
        if (status >= 300 && status < 400) {
            throw FetchFailed.forGood("the host redirects, and redirects aren't followed");
        }
        if (status != OK) {
            throw FetchFailed.forNow("the host answers with status " + status);
        }
    }

    /** Whoever leaves early cancels the request: to close the stream would read the rest. */
    private static byte[] read(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        InputStream in = entity.getContent();
        byte[] bytes = entity.getContentLength() > BYTES_MAX ? new byte[BYTES_MAX + 1] : in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw FetchFailed.forGood("it is larger than " + BYTES_MAX + " bytes");
        }
        return bytes;
    }

    private static FetchFailed failed(@Nullable Throwable cause) {
        if (cause instanceof FetchFailed failed) {
            return failed;
        }
        if (cause instanceof UrlRefused refused) {
            return FetchFailed.forGood("the URL " + refused.getMessage());
        }
        if (cause instanceof UnknownHostException) {
            return FetchFailed.forNow("the host's name doesn't resolve");
        }
        if (cause instanceof ConnectException || cause instanceof SocketTimeoutException) {
            return FetchFailed.forNow("the host doesn't answer");
        }
        if (cause instanceof SSLException) {
            return FetchFailed.forNow("the host's TLS can't be trusted");
        }
        if (cause instanceof IOException) {
            return FetchFailed.forNow("the connection broke, or what came over it isn't HTTP");
        }
        throw new IllegalStateException("a fetch failed", cause);
    }

    private static @Nullable String contentType(@Nullable Header header) {
        String type = header == null ? "" : header.getValue();
        return CONTENT_TYPE.matcher(type).matches() ? type : null;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
