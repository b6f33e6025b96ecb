package dev.tollgate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser asks for when somebody looks at the API's documents. */
class DocsTest {

    private static final Gateway GATEWAY = Gateway.shared();
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    @Test
    void theShortAddressLeadsToThePage() {
        HttpResponse<String> answer = GATEWAY.get("/docs");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("location")).hasValue("/docs/");
    }

    @Test
    void thePageHasNoScriptInItAndAsksNobodyElse() {
        HttpResponse<String> page = GATEWAY.get("/docs/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).contains("script-src 'self';").contains("default-src 'none'"));
        assertThat(page.headers().firstValue("x-request-id")).isPresent();
        assertThat(page.body()).doesNotContain("://").doesNotContainPattern("<script>|<style|on\\w+=");
    }

    @Test
    void everyAssetOfThePageIsServed() {
        List<String> assets = ASSET.matcher(GATEWAY.get("/docs/").body())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(assets).contains("swagger-ui-bundle.js", "swagger-ui.css", "initializer.js");
        assertThat(assets).allSatisfy(asset -> {
            HttpResponse<String> answer = GATEWAY.get("/docs/" + asset);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isNotEmpty();
            assertThat(answer.headers().firstValue("content-type")).hasValue(typeOf(asset));
        });
    }

    @Test
    void everyDocumentIsListedAndServedAsItLiesBesideTheRoutes() throws IOException {
        JsonNode documents = Gateway.json(GATEWAY.get("/docs/documents.json"));

        assertThat(documents)
                .extracting(document -> document.path("name").asText())
                .contains("wallet");
        assertThat(documents.path(documents.size() - 1).path("name").asText()).isEqualTo("shared");
        for (JsonNode document : documents) {
            String url = document.path("url").asText();
            HttpResponse<String> answer = GATEWAY.get("/docs/" + url);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/yaml");
            assertThat(answer.body()).isEqualTo(Files.readString(Path.of("routes", url)));
        }
    }

    @Test
    void everySchemaThatADocumentRefersToIsServed() {
        for (JsonNode document : Gateway.json(GATEWAY.get("/docs/documents.json"))) {
            URI at = URI.create(GATEWAY.url() + "/docs/" + document.path("url").asText());
            List<String> schemas = Pattern.compile("\\$ref: (schema/\\S+)")
                    .matcher(GATEWAY.get(at.getPath()).body())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(schemas).isNotEmpty().allSatisfy(schema -> {
                HttpResponse<String> answer = GATEWAY.get(at.resolve(schema).getPath());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(Gateway.json(answer).path("type").asText()).isEqualTo("object");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/nothing",
                "/docs/nobody/openapi.yaml",
                "/docs/wallet/wallet-errors.camel.yaml",
                "/docs/wallet/sql/usage.sql",
                "/docs/sandbox/openapi.yaml",
                "/docs/swagger-ui.js",
                "/docs/%2e%2e/openapi.yaml",
                "/docs/wallet/schema/..%2f..%2f..%2fapplication.yaml",
                "/docs/wallet/../../application.yaml"
            })
    void nothingElseIsServed(String path) throws IOException {
        String answer = raw(path);

        assertThat(answer)
                .matches("(?s)HTTP/1.1 (404|400) .*")
                .contains("application/json")
                .contains("{\"detail\":\"");
    }

    @Test
    void thePageIsOnlyRead() {
        HttpResponse<String> answer = GATEWAY.send(GATEWAY.request("/docs/").POST(BodyPublishers.ofString("x")));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
    }

    private static String typeOf(String asset) {
        return asset.endsWith(".css")
                ? "text/css;charset=UTF-8"
                : asset.endsWith(".js") ? "text/javascript;charset=UTF-8" : "image/png";
    }

    /** The path as it is: an HTTP client would tidy it up. */
    private static String raw(String path) throws IOException {
        URI url = URI.create(GATEWAY.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
