package dev.tollgate.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Tomcat refuses before any servlet sees it, such as a malformed request line: JSON, never HTML. And cuts
 * the connections that {@link StreamedBody.CutConnection} asks to be cut, and keeps those of a {@link KeptRefusal}, neither of
 * which a servlet can.
 */
public final class JsonErrorValve extends ErrorReportValve {

    /** Request attribute of a connection that must close at once, whether or not its answer has begun. */
    static final String CUT = StreamedBody.CutConnection.class.getName();

    /**
     * Request attribute: the body of a refusal. Tomcat gives up a request whose body can't be read, and drops what the
     * servlet then writes.
     */
    static final String BODY = JsonErrorValve.class.getName() + ".BODY";

    /** Request attribute of a request whose client takes too long to send a body that nobody wants. */
    static final String LEAVE_BODY = JsonErrorValve.class.getName() + ".LEAVE_BODY";

    /** Request attribute: a {@link KeptRefusal} that is the whole answer. */
    static final String KEEP = KeptRefusal.class.getName();

    private static final String TOO_LARGE =
            StringManager.getManager(Http11Processor.class).getString("iib.requestheadertoolarge.error");

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        super.invoke(request, response);
        if (request.getAttribute(CUT) != null) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        } else if (request.getAttribute(KEEP) instanceof KeptRefusal refusal) {
            refusal.write(response.getCoyoteResponse());
        } else if (request.getAttribute(LEAVE_BODY) != null) {
            response.getCoyoteResponse().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (request.getAttribute(KEEP) != null) {
            return; // written by invoke
        }
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        int status = status(request, response);
        byte[] body = body(request, status);
        try {
            response.setStatus(status);
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.setHeader(RequestId.HEADER, RequestId.of(request.getHeader(RequestId.HEADER)));
            SecurityHeaders.set(response);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("client is gone", e);
        }
    }

    /** Tomcat answers 400 where its own buffer for request line and headers was too small; that has statuses. */
    private static int status(Request request, Response response) {
        Object why = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        if (!(why instanceof IllegalArgumentException error) || !TOO_LARGE.equals(error.getMessage())) {
            return response.getStatus();
        }
        boolean lineWasRead = !request.getCoyoteRequest().requestURI().isNull();
        return lineWasRead ? 431 : 414;
    }

    private static byte[] body(Request request, int status) {
        return request.getAttribute(BODY) instanceof byte[] refusal
                ? refusal
                : ("{\"detail\":\"" + text(status) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(int status) {
        return switch (status) {
            case 400 -> "Malformed request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Request body is too large";
            case 414 -> "Request line is too large";
            case 431 -> "Request headers are too large";
            case 501 -> "Not Implemented";
            case 503 -> "The service is not ready";
            case 505 -> "HTTP Version Not Supported";
            default -> status < 500 ? "Request refused" : "Internal error";
        };
    }
}
