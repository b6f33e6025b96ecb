package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /catalog/skus}, as it comes: other tests change the catalogue of the shared application. */
class CatalogTest {

    private static final String DOCUMENTED = "{\"id\":\"sku_5x_leverage\",\"name\":\"5倍杠杆保险\","
            + "\"description\":\"针对5倍杠杆交易的保险产品\",\"premium\":0.05,\"payout_multiplier\":10,\"leverage\":5,"
            + "\"duration_hours\":24,\"max_coverage\":1000}";

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theDocumentsExampleIsAnsweredFieldForField() {
        HttpResponse<String> answer = gateway.get("/catalog/skus");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode body = Gateway.json(answer);
        assertThat(body.fieldNames()).toIterable().containsExactly("success", "data", "message");
        assertThat(body.path("success").booleanValue()).isTrue();
        assertThat(body.path("message").asText()).isEqualTo("获取产品目录成功");
        assertThat(body.path("data").fieldNames()).toIterable().containsExactly("skus");
        assertThat(body.at("/data/skus/0").toString()).isEqualTo(DOCUMENTED);
    }

    @Test
    void skusAreListedByLeverage() {
        assertThat(ids())
                .containsExactly("sku_5x_leverage", "sku_10x_leverage", "sku_20x_leverage", "sku_50x_leverage");
    }

    @Test
    void numbersHaveNeitherExponentNorTrailingZeros() {
        String body = gateway.get("/catalog/skus").body().replace(" ", "");

        assertThat(body)
                .contains("\"premium\":0.05,", "\"premium\":0.1,", "\"premium\":0.5,")
                .contains("\"payout_multiplier\":10,", "\"max_coverage\":1000}");
    }

    @Test
    void aRetiredSkuIsNotListed() {
        gateway.jdbc()
                .sql("UPDATE sku SET retired_at = now() WHERE id = 'sku_20x_leverage'")
                .update();
        try {
            assertThat(ids()).containsExactly("sku_5x_leverage", "sku_10x_leverage", "sku_50x_leverage");
        } finally {
            gateway.jdbc().sql("UPDATE sku SET retired_at = NULL").update();
        }
    }

    @Test
    void aTableThatCannotBeReadIs503() {
        gateway.jdbc().sql("ALTER TABLE sku RENAME TO sku_away").update();
        try {
            HttpResponse<String> answer = gateway.get("/catalog/skus");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .isEqualTo("{\"success\":false,\"error\":{\"code\":\"CATALOG_UNAVAILABLE\","
                            + "\"message\":\"产品目录不可用\"}}");
        } finally {
            gateway.jdbc().sql("ALTER TABLE sku_away RENAME TO sku").update();
        }
        assertThat(gateway.get("/catalog/skus").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zh-CN,zh;q=0.9,en;q=0.8     | zh",
                "zh-TW                       | zh",
                "en                          | en",
                "EN-us                       | en",
                "en-GB,en;q=0.9              | en",
                "en;q=0.2,zh;q=0.7           | zh",
                "zh;q=0.2,en;q=0.7           | en",
                "fr,de;q=0.9,en;q=0.1        | en",
                "fr,de                       | zh",
                "*                           | zh",
                "fr,*;q=0.5                  | zh",
                "en;q=0                      | zh",
                "zh;q=0                      | en",
                "*,zh;q=0                    | en",
                "en;q=2                      | zh",
                "en;q=nonsense               | zh",
                ";;;,,                       | zh",
                "english                     | zh",
            })
    void theLanguageThatTheClientLikesBestIsChosen(String header, String language) {
        JsonNode first = Gateway.json(gateway.get("/catalog/skus", "Accept-Language", header))
                .at("/data/skus/0");

        assertThat(first.path("name").asText()).isEqualTo(language.equals("en") ? "5x leverage cover" : "5倍杠杆保险");
        assertThat(first.path("description").asText())
                .isEqualTo(language.equals("en") ? "Cover for positions with 5x leverage" : "针对5倍杠杆交易的保险产品");
    }

    @Test
    void aHeaderThatIsTooLongToReadIsAsGoodAsNone() {
        String header = "en," + "fr;q=0.1,".repeat(500) + "de";

        assertThat(Gateway.json(gateway.get("/catalog/skus", "Accept-Language", header))
                        .at("/data/skus/0/name")
                        .asText())
                .isEqualTo("5倍杠杆保险");
    }

    private static List<String> ids() {
        return StreamSupport.stream(
                        Gateway.json(gateway.get("/catalog/skus"))
                                .at("/data/skus")
                                .spliterator(),
                        false)
                .map(sku -> sku.path("id").asText())
                .toList();
    }
}
