package dev.tollgate.edge;

import dev.tollgate.refusal.Refusal;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.util.UriUtils;

/**
 * Where every request comes in: request id, security headers, limits, the look-up of its route, and the answer to what
 * no route serves. One instance stands on the product's port, one on the management port.
 */
final class EdgeServlet extends HttpServlet {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeServlet.class);
    private static final String OPERATOR = "/operator/";
    private static final Set<String> LISTS = Set.of("accept", "accept-language", "anthropic-beta");
    private static final Duration UNTIL_STARTED = Duration.ofSeconds(1);
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Refusal SURPLUS =
            Refusal.unavailable("Too many requests are being worked on; try again shortly", Duration.ofSeconds(1));

    private final EdgeEngine engine;
    private final AnswerWriter answers;
    private final HeaderLists headerLists;
    private final Activity activity;
    private final Workload workload;
    private final EdgeProperties properties;
    private final BodyBudget bodyBudget;
    private final RequestTimes times;
    private final boolean operators;

    /** @param operators whether this is the management port, where {@code /operator/*} and nothing else is served */
    EdgeServlet(
            EdgeEngine engine,
            AnswerWriter answers,
            HeaderLists headerLists,
            Activity activity,
            Workload workload,
            EdgeProperties properties,
            BodyBudget bodyBudget,
            RequestTimes times,
            boolean operators) {
        this.engine = engine;
        this.answers = answers;
        this.headerLists = headerLists;
        this.activity = activity;
        this.workload = workload;
        this.properties = properties;
        this.bodyBudget = bodyBudget;
        this.times = times;
        this.operators = operators;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String requestId = RequestId.of(request.getHeader(RequestId.HEADER));
        MDC.put("requestId", requestId);
        response.setHeader(RequestId.HEADER, requestId);
        SecurityHeaders.set(response);
        try {
            admitAndServe(request, response, requestId);
        } catch (StreamedBody.CutConnection e) {
            request.setAttribute(JsonErrorValve.CUT, e); // an exception would make Tomcat dispatch to an error page
        } catch (IOException e) {
            LOG.debug("client of request {} is gone: {}", requestId, e.toString());
            throw e;
        } finally {
            MDC.remove("requestId");
        }
    }

    private void admitAndServe(HttpServletRequest request, HttpServletResponse response, String requestId)
            throws IOException {
        long sinceNanos = System.nanoTime();
        String path = path(request);
        RouteTable.Match<EdgeConsumer> match = enter(request, path);
        try {
            admitAndServe(match, path, request, response, requestId);
        } finally {
            times.record(routeId(match), response.getStatus(), sinceNanos);
            if (match instanceof RouteTable.Match.Found<EdgeConsumer> found) {
                found.consumer().leave();
            }
        }
    }

    private void admitAndServe(
            RouteTable.Match<EdgeConsumer> match,
            String path,
            HttpServletRequest request,
            HttpServletResponse response,
            String requestId)
            throws IOException {
        String policy = errorPolicy(match);
        if (!activity.enter()) {
            response.setHeader("Connection", "close");
            answers.refuse(Refusal.unavailable(activity.whyClosed(), UNTIL_STARTED), policy, requestId, response);
            return;
        }
        Workload.Turn turn = workload.turn();
        try {
            if (match instanceof RouteTable.Match.Found<EdgeConsumer> found) {
                serve(found, path, turn, request, response, requestId);
            } else if (match instanceof RouteTable.Match.WrongMethod<EdgeConsumer> wrong) {
                response.setHeader("Allow", String.join(", ", wrong.allowed()));
                throw new Refusal(405, "method_not_allowed", "Method Not Allowed");
            } else {
                throw Refusal.notFound("Not Found");
            }
        } catch (Refusal refusal) {
            refuse(refusal, policy, turn, request, response, requestId);
        } catch (RuntimeException e) {
            answers.fail(e, policy, requestId, response);
        } finally {
            activity.leave();
        }
    }

    /** Who only asks how things are comes in all the same. */
    private static void requirePlace(Workload.Turn turn, HttpServletRequest request) {
        if (turn.isSurplus() && !READS.contains(request.getMethod())) {
            throw SURPLUS;
        }
    }

    private void refuse(
            Refusal refusal,
            @Nullable String policy,
            Workload.Turn turn,
            HttpServletRequest request,
            HttpServletResponse response,
            String requestId)
            throws IOException {
        if (SURPLUS.equals(refusal) && UnwantedBody.isAtHand(request)) {
            byte[] body = answers.refusalBody(refusal, policy, requestId);
            response.setStatus(refusal.status());
            request.setAttribute(JsonErrorValve.KEEP, KeptRefusal.of(refusal, requestId, body));
            return;
        }
        byte[] body = answers.refuse(refusal, policy, requestId, response);
        request.setAttribute(JsonErrorValve.BODY, body);
        turn.rest();
        UnwantedBody.drop(request, response);
    }

    /** Finds the route and enters it; looks again where the route was replaced in between. */
    private RouteTable.Match<EdgeConsumer> enter(HttpServletRequest request, String path) {
        while (true) {
            RouteTable.Match<EdgeConsumer> match = match(request, path);
            if (!(match instanceof RouteTable.Match.Found<EdgeConsumer> found)
                    || found.consumer().enter()) {
                return match;
            }
        }
    }

    /** A path that only fits a route after Tomcat has put it right ({@code //}, {@code /../}, {@code ;x}) fits none. */
    private RouteTable.Match<EdgeConsumer> match(HttpServletRequest request, String path) {
        boolean asSent = path.equals(UriUtils.decode(request.getRequestURI(), StandardCharsets.UTF_8));
        return asSent && path.startsWith(OPERATOR) == operators
                ? engine.match(request.getMethod(), path)
                : new RouteTable.Match.None<>();
    }

    private static String routeId(RouteTable.Match<EdgeConsumer> match) {
        return match instanceof RouteTable.Match.Found<EdgeConsumer> found
                ? found.consumer().publicId()
                : "none";
    }

    private static @Nullable String errorPolicy(RouteTable.Match<EdgeConsumer> match) {
        if (match instanceof RouteTable.Match.Found<EdgeConsumer> found) {
            return found.consumer().errorPolicy();
        }
        return match instanceof RouteTable.Match.WrongMethod<EdgeConsumer> wrong
                ? wrong.anyConsumer().errorPolicy()
                : null;
    }

    private void serve(
            RouteTable.Match.Found<EdgeConsumer> found,
            String path,
            Workload.Turn turn,
            HttpServletRequest request,
            HttpServletResponse response,
            String requestId)
            throws IOException {
        requirePlace(turn, request);
        EdgeConsumer consumer = found.consumer();
        Map<String, String> headers = headers(request);
        try (BodyBudget.Share share = bodyBudget.share()) {
            EdgeRequest edgeRequest = new EdgeRequest(
                    requestId,
                    request.getMethod(),
                    path,
                    request.getQueryString(),
                    request.getContentType(),
                    RequestBody.read(
                            request, consumer.consumes(), consumer.maxBody(), share, properties.bodyTimeout(), turn),
                    request.getRemoteAddr(),
                    consumer.publicId());
            consumer.serve(edgeRequest, headers, found.pathVariables(), turn, request, response);
        }
    }

    /**
     * The allow-listed headers; a repeated list is joined with a comma, as RFC 9110, 5.3 has it.
     *
     * @throws Refusal 400 if a header that has one value is sent twice: which of them would count? 431 if all headers
     *     together are too large
     */
    private Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> passed = new HashMap<>();
        String sentTwice = null;
        long size = 0;
        for (var names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            List<String> values = Collections.list(request.getHeaders(name));
            for (String value : values) {
                size += name.length() + value.length();
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (headerLists.mayEnter(lower)) {
                passed.put(lower, values.size() == 1 ? values.get(0) : String.join(", ", values));
                sentTwice = values.size() > 1 && !LISTS.contains(lower) ? lower : sentTwice;
            }
        }
        requireSize(size);
        if (sentTwice != null) {
            throw Refusal.invalid(sentTwice, "must be sent once");
        }
        return passed;
    }

    private void requireSize(long size) {
        if (size > properties.maxHeaders().toBytes()) {
            throw new Refusal(
                    431,
                    "headers_too_large",
                    "Request headers are larger than " + properties.maxHeaders().toBytes() + " bytes");
        }
    }

    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }
}
