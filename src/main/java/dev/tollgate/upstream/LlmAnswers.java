package dev.tollgate.upstream;

import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.refusal.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes of an upstream's response what the route goes on with: an answer, a stream that has begun, or a refusal. */
@Component
public class LlmAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(LlmAnswers.class);
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final int MAX_ERROR_BYTES = 1024 * 1024;
    private static final int PART_BYTES = 16 * 1024;

    private final LlmFormats formats;
    private final Counter credentialsRefused;

    LlmAnswers(LlmFormats formats, MeterRegistry metrics) {
        this.formats = formats;
        this.credentialsRefused = Counter.builder("tollgate_upstream_credentials_refused_total")
                .description("Calls that an upstream refused because of our key or our bill")
                .register(metrics);
    }

    /**
     * Reads the response: all of it, or, of a stream, up to its first event.
     *
     * @param headers the upstream's headers that may go to the client, lower-case
     * @param request what is answered
     * @param copyLimit how many bytes of a stream to keep for a repeat; 0 for none
     * @throws Refusal as {@link UpstreamErrors} has it
     */
    public LlmAnswer read(
            int status,
            Map<String, String> headers,
            InputStream body,
            String format,
            LlmRequest request,
            OpenCall call,
            int copyLimit) {
        LlmFormat wire = formats.named(format);
        try {
            if (status < 200 || status > 299) {
                throw refusal(status, headers, body);
            }
            if (isEventStream(headers)) {
                StreamRelay relay = new StreamRelay(body, call, wire, request, headers, copyLimit);
                relay.begin();
                return new LlmAnswer.Stream(relay);
            }
            return whole(status, headers, readAll(body, call), wire, request);
        } catch (IOException e) {
            throw failure(e, call);
        } finally {
            call.works();
        }
    }

    /**
     * Reads a response that is in no format we know, all of it, whatever it is; it reports no usage.
     *
     * @throws Refusal as {@link UpstreamErrors} has it
     */
    public LlmAnswer.Whole readAny(int status, Map<String, String> headers, InputStream body, OpenCall call) {
        try {
            if (status < 200 || status > 299) {
                throw refusal(status, headers, body);
            }
            return new LlmAnswer.Whole(
                    status, headers, readAll(body, call), new LlmFormat.Reported(null, TokenUsage.NONE));
        } catch (IOException e) {
            throw failure(e, call);
        } finally {
            call.works();
        }
    }

    /** The refusal for a request that brought no response, or no whole one. */
    public Refusal failure(IOException e, OpenCall call) {
        call.works();
        LOG.warn("upstream call failed: {}", e.toString());
        if (e instanceof SocketTimeoutException) {
            call.end(EndReason.SILENCE); // the HTTP client's clock was ahead of the watch's
        }
        return UpstreamErrors.failure(e, call.endReason());
    }

    private Refusal refusal(int status, Map<String, String> headers, InputStream body) throws IOException {
        if (UpstreamErrors.isAboutUs(status)) {
            credentialsRefused.increment();
            LOG.error("upstream answered {}: it refuses our credentials or our bill; check the key", status);
        } else if (status >= 500) {
            LOG.warn("upstream answered {}", status);
        }
        return UpstreamErrors.status(status, headers, body.readNBytes(MAX_ERROR_BYTES));
    }

    private static LlmAnswer whole(
            int status, Map<String, String> headers, byte[] body, LlmFormat wire, LlmRequest request) {
        LlmFormat.Reported reported = wire.read(body, request);
        if (reported == null) {
            throw new UpstreamFailure("upstream's answer is not JSON");
        }
        return new LlmAnswer.Whole(status, headers, body, reported);
    }

    private static byte[] readAll(InputStream body, OpenCall call) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[PART_BYTES];
        for (int read = 0; read >= 0; read = read(body, part, call)) {
            if (all.size() + read > MAX_ANSWER_BYTES) { // before the buffer doubles for it
                throw new UpstreamFailure("upstream's answer is too large");
            }
            all.write(part, 0, read);
        }
        return all.toByteArray();
    }

    /** Part by part, since an answer that comes slowly isn't silence. */
    private static int read(InputStream body, byte[] part, OpenCall call) throws IOException {
        call.awaitUpstream();
        int read = body.read(part);
        call.upstreamSpoke();
        return read;
    }

    private static boolean isEventStream(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }
}
