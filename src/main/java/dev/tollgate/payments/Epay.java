package dev.tollgate.payments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.identity.PublicUrl;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** EPay, version 1: the page where a customer pays, and what has become of an order. */
final class Epay {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final PaymentSettings settings;
    private final PublicUrl publicUrl;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @param publicUrl where EPay and the customer's browser reach us */
    Epay(PaymentSettings settings, PublicUrl publicUrl) {
        this.settings = settings;
        this.publicUrl = publicUrl;
    }

    /** Where an order is paid: a page for a browser, and the text of a QR code. */
    record Page(String payUrl, String qrCode) {}

    /** What EPay says was paid, in CNY. */
    record Payment(String tradeNo, BigDecimal money) {}

    /**
     * The page on which an order is paid: {@code submit.php}, or what {@code mapi.php} answers where that is configured.
     *
     * @throws Refusal 503 if {@code PUBLIC_URL} isn't configured, or EPay doesn't answer
     */
    Page page(PaymentOrder order, Purchase purchase, String clientAddress) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("pid", settings.pid());
        parameters.put("type", order.type());
        parameters.put("out_trade_no", order.orderNo());
        parameters.put("notify_url", publicUrl.url() + purchase.callback());
        parameters.put("return_url", publicUrl.url() + "/");
        parameters.put("name", purchase.name());
        parameters.put("money", order.amount().toPlainString());
        if (settings.byMapi()) {
            parameters.put("clientip", clientAddress);
            parameters.put("device", "pc");
            return opened(form("/mapi.php", signed(parameters)));
        }
        String url = settings.url() + "/submit.php?" + encoded(signed(parameters));
        return new Page(url, url);
    }

    /**
     * The payment of an order, if there is one.
     *
     * @throws Refusal 503 if EPay doesn't answer
     */
    Optional<Payment> payment(PaymentOrder order) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("act", "order");
        parameters.put("pid", settings.pid());
        parameters.put("key", settings.key()); // in a URL that nobody logs
        parameters.put("out_trade_no", order.orderNo());
        JsonNode answer =
                answer(HttpRequest.newBuilder(URI.create(settings.url() + "/api.php?" + encoded(parameters))));
        if (answer.path("code").asInt() != 1 || answer.path("status").asInt() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Payment(
                    answer.path("trade_no").asText(),
                    new BigDecimal(answer.path("money").asText())));
        } catch (NumberFormatException e) {
            throw unavailable();
        }
    }

    private Page opened(JsonNode answer) {
        String page = Stream.of("payurl", "qrcode", "urlscheme")
                .map(field -> answer.path(field).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .filter(text -> answer.path("code").asInt() == 1)
                .orElseThrow(Epay::unavailable);
        String qrCode = answer.path("qrcode").asText();
        return new Page(page, qrCode.isEmpty() ? page : qrCode);
    }

    private JsonNode form(String path, Map<String, String> parameters) {
        return answer(HttpRequest.newBuilder(URI.create(settings.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(parameters))));
    }

    private JsonNode answer(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.timeout(ANSWER).build(), BodyHandlers.ofByteArray());
            if (response.statusCode() != OK) {
                throw unavailable();
            }
            return StrictJson.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    /** Says nothing of the request: its URL may have the key. */
    private static Refusal unavailable() {
        return Refusal.unavailable("The payment provider does not answer as it should; try again", RETRY_AFTER);
    }

    private Map<String, String> signed(Map<String, String> parameters) {
        parameters.put("sign", EpaySignature.of(parameters, settings.key()));
        parameters.put("sign_type", "MD5");
        return parameters;
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
