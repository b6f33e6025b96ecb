package dev.tollgate.sandbox;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.edge.QueryString;
import dev.tollgate.payments.EpaySignature;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/**
 * Stands in for EPay, version 1: a cashier's page that pays by sending the signed notification, {@code mapi.php}, and the
 * query of an order. What was paid is known until the application ends.
 */
public final class EpaySandbox {

    private static final int KEPT_MAX = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> TOLD = List.of("pid", "out_trade_no", "type", "name", "money", "param");
    private static final String PAGE = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox cashier</title></head>
            <body><h1>Sandbox cashier</h1><p>No real money. It stands in for EPay.</p>%s</body></html>
            """;
    private static final String ASK = """
            <p>%s: %s CNY by %s, order %s</p>
            <form method="post" action="pay">%s
            <button>Pay</button> <button name="notify" value="no">Pay, and lose the notification</button></form>
            """;

    private final String pid;
    private final String key;
    private final String merchant;
    private final Map<String, Map<String, String>> paid = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
            return size() > KEPT_MAX;
        }
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * Makes a cashier.
     *
     * @param pid the only merchant it knows
     * @param key the merchant's secret; empty, where a real one is configured: with that it would make real payments up
     * @param merchant where alone notifications go
     */
    public EpaySandbox(String pid, String key, String merchant) {
        this.pid = pid;
        this.key = key;
        this.merchant = merchant;
    }

    /** {@code GET submit.php}: the cashier's page. */
    public String submit(Map<String, String> query) {
        return PAGE.formatted(isOurs(query) ? ask(query) : "<p>The signature is wrong.</p>");
    }

    /** The page's button: pays, and tells the merchant. */
    public String pay(EdgeRequest request) {
        Map<String, String> order = form(request);
        if (!isOurs(order)) {
            return PAGE.formatted("<p>The signature is wrong.</p>");
        }
        Map<String, String> payment = payment(order);
        if ("no".equals(form(request).get("notify"))) {
            return PAGE.formatted("<p>Paid. The merchant was not told.</p>");
        }
        String answer = notify(order.getOrDefault("notify_url", ""), payment);
        return PAGE.formatted("<p>Paid. The merchant answered <code>%s</code>.</p><p><a href=\"%s\">Back</a></p>"
                .formatted(HtmlUtils.htmlEscape(answer), HtmlUtils.htmlEscape(order.getOrDefault("return_url", "/"))));
    }

    /** {@code POST mapi.php}: where an order is paid, as JSON. */
    public Map<String, Object> mapi(EdgeRequest request, String cashier) {
        Map<String, String> order = form(request);
        if (!isOurs(order) || order.getOrDefault("clientip", "").isEmpty()) {
            return Map.of("code", -1, "msg", "The signature is wrong, or clientip is missing");
        }
        String page = cashier + "/submit.php?" + encoded(order);
        return Map.of("code", 1, "msg", "ok", "trade_no", UUID.randomUUID().toString(), "payurl", page, "qrcode", page);
    }

    /** {@code GET api.php?act=order}: what has become of an order. */
    public Map<String, Object> order(Map<String, String> query) {
        if (key.isEmpty() || !pid.equals(query.get("pid")) || !key.equals(query.get("key"))) {
            return Map.of("code", -3, "msg", "pid or key is wrong");
        }
        Map<String, String> payment = paid.get(query.getOrDefault("out_trade_no", ""));
        if (payment == null) {
            return Map.of("code", -1, "msg", "There is no such order");
        }
        Map<String, Object> answer = new LinkedHashMap<>(Map.of("code", 1, "msg", "ok", "status", 1));
        answer.putAll(payment);
        return answer;
    }

    private boolean isOurs(Map<String, String> order) {
        Map<String, String> signed = new LinkedHashMap<>(order);
        signed.remove("notify"); // the page's own
        return !key.isEmpty()
                && order.getOrDefault("notify_url", "").startsWith(merchant + "/")
                && pid.equals(order.get("pid"))
                && EpaySignature.isSigned(signed, key);
    }

    private static String ask(Map<String, String> order) {
        String fields = order.entrySet().stream()
                .map(field -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                        .formatted(HtmlUtils.htmlEscape(field.getKey()), HtmlUtils.htmlEscape(field.getValue())))
                .collect(Collectors.joining());
        return ASK.formatted(
                text(order, "name"), text(order, "money"), text(order, "type"), text(order, "out_trade_no"), fields);
    }

    private static String text(Map<String, String> order, String field) {
        return HtmlUtils.htmlEscape(order.getOrDefault(field, ""));
    }

    private Map<String, String> payment(Map<String, String> order) {
        return paid.computeIfAbsent(order.getOrDefault("out_trade_no", ""), number -> {
            Map<String, String> payment = new LinkedHashMap<>();
            payment.put("trade_no", UUID.randomUUID().toString());
            TOLD.stream().filter(order::containsKey).forEach(field -> payment.put(field, order.get(field)));
            payment.put("trade_status", "TRADE_SUCCESS");
            payment.put("sign", EpaySignature.of(payment, key));
            payment.put("sign_type", "MD5");
            return payment;
        });
    }

    private String notify(String url, Map<String, String> payment) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "?" + encoded(payment)))
                    .timeout(PATIENCE)
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "nothing: the sandbox stops";
        }
    }

    private static Map<String, String> form(EdgeRequest request) {
        return QueryString.form(request.body());
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
