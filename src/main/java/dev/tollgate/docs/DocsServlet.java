package dev.tollgate.docs;

import dev.tollgate.edge.RequestId;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Envelopes;
import dev.tollgate.refusal.Refusal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves {@code /docs/}: known names only, and nothing that makes a browser ask another host. */
final class DocsServlet extends HttpServlet {

    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    /** Swagger UI needs styles and pictures of its own, but no script in a page and no other host. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-cache");

    private final SwaggerUi swaggerUi = new SwaggerUi();
    private final ApiDocuments documents;
    private final Envelopes envelopes;

    DocsServlet(ApiDocuments documents, Envelopes envelopes) {
        this.documents = documents;
        this.envelopes = envelopes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String requestId = RequestId.of(request.getHeader("X-Request-ID"));
        response.setHeader("X-Request-ID", requestId);
        HEADERS.forEach(response::setHeader);
        String path = request.getPathInfo();
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", "GET, HEAD");
            refuse(new Refusal(405, "method_not_allowed", "Method Not Allowed"), requestId, response);
        } else if (path == null) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", request.getServletPath() + "/");
        } else {
            serve(path, requestId, response);
        }
    }

    private void serve(String path, String requestId, HttpServletResponse response) throws IOException {
        Optional<Page> page = swaggerUi.find(path).or(() -> documents.find(path));
        if (page.isPresent()) {
            send(response, page.get());
        } else {
            refuse(Refusal.notFound("Not Found"), requestId, response);
        }
    }

    private void refuse(Refusal refusal, String requestId, HttpServletResponse response) throws IOException {
        response.setStatus(refusal.status());
        Map<String, Object> body = envelopes.ofPolicy(null).body(refusal, requestId);
        send(response, new Page("application/json", StrictJson.mapper().writeValueAsBytes(body)));
    }

    private static void send(HttpServletResponse response, Page page) throws IOException {
        response.setContentType(page.contentType());
        response.setContentLength(page.length());
        page.writeTo(response.getOutputStream());
    }
}
