package dev.tollgate.liqpass;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What admins do to SKUs, and what the audit says of it. */
class SkuAdminTest {

    private static final String SKUS = "/admin/liqpass/skus";
    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser admin;

    @BeforeAll
    static void signIn() {
        admin = ApiUser.admin(GATEWAY);
    }

    @Test
    void anAddedSkuIsForSaleAtOnce() {
        String id = NewSku.id();

        HttpResponse<String> answer = admin.post(SKUS, NewSku.json(id));

        JsonNode sku = expect(201, answer).path("data");
        String now = sku.path("created_at").asText();
        assertThat(now).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");
        assertThat(answer.body().replace(" : ", ":").replace(", \"", ",\""))
                .isEqualTo("{\"success\":true,\"data\":{\"id\":\"" + id
                        + "\",\"name\":\"3倍杠杆保险\",\"name_en\":\"3x leverage cover\","
                        + "\"description\":\"针对3倍\",\"description_en\":\"For 3x\",\"premium\":0.000000000000000001,"
                        + "\"payout_multiplier\":2.5,\"leverage\":3,\"duration_hours\":48,\"max_coverage\":1234.5,"
                        + "\"retired\":false,\"retired_at\":null,\"created_at\":\"" + now + "\",\"updated_at\":\"" + now
                        + "\"},\"message\":\"操作成功\"}");
        assertThat(listed(id)).isTrue();
        assertThat(expect(200, admin.get(SKUS + "/" + id)).path("data")).isEqualTo(sku);
        assertThat(GATEWAY.jdbc()
                        .sql("SELECT premium::text FROM sku WHERE id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .isEqualTo("1");
    }

    @Test
    void anIdIsTakenOnce() {
        String id = NewSku.created(admin);

        refused(
                admin.post(SKUS, NewSku.json(id)),
                409,
                "SKU_ALREADY_EXISTS",
                "There is a SKU with this id, perhaps retired: change it, or choose another id");
    }

    @Test
    void onlyTheFieldsThatAreSentChange() {
        String id = NewSku.created(admin);

        JsonNode changed = expect(
                        200,
                        admin.put(
                                SKUS + "/" + id,
                                "{\"premium\":1e-1,\"name_en\":\"\\\"quoted\\\"\",\"max_coverage\":2e3}"))
                .path("data");

        assertThat(changed.path("premium").toString()).isEqualTo("0.1");
        assertThat(changed.path("max_coverage").toString()).isEqualTo("2000");
        assertThat(changed.path("name_en").asText()).isEqualTo("\"quoted\"");
        assertThat(changed.path("name").asText()).isEqualTo("3倍杠杆保险");
        assertThat(changed.path("payout_multiplier").toString()).isEqualTo("2.5");
    }

    @Test
    void aSoldOrderKeepsItsTerms() {
        String id = NewSku.created(admin);
        GATEWAY.jdbc()
                .sql("INSERT INTO cover_order SELECT 'order_' || id, id, 'wallet:0x1', '0x1', 'binance', 'BTCUSDT', id,"
                        + " premium, payout_multiplier, leverage, max_coverage, 'MON', 18, 0, 'expired', now(), now()"
                        + " FROM sku WHERE id = ?")
                .param(id)
                .update();

        expect(200, admin.put(SKUS + "/" + id, "{\"premium\":5,\"leverage\":7}"));

        assertThat(GATEWAY.jdbc()
                        .sql("SELECT premium || ' ' || trim_scale(leverage) FROM cover_order WHERE sku_id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .isEqualTo("1 3");
    }

    @Test
    void aRetiredSkuIsOffSaleUntilItIsRestored() {
        String id = NewSku.created(admin);

        JsonNode retired =
                expect(200, admin.post(SKUS + "/" + id + "/retire", "")).path("data");
        assertThat(retired.path("retired").booleanValue()).isTrue();
        assertThat(listed(id)).isFalse();
        assertThat(expect(200, admin.post(SKUS + "/" + id + "/retire", "")).path("data"))
                .isEqualTo(retired);

        JsonNode restored =
                expect(200, admin.post(SKUS + "/" + id + "/restore", "")).path("data");
        assertThat(restored.path("retired").booleanValue()).isFalse();
        assertThat(restored.path("retired_at").isNull()).isTrue();
        assertThat(listed(id)).isTrue();
    }

    @Test
    void theAuditSaysWhoChangedWhat() {
        String id = NewSku.created(admin);
        expect(200, admin.put(SKUS + "/" + id, "{\"premium\":2}"));
        expect(200, admin.post(SKUS + "/" + id + "/restore", "")); // changes nothing
        expect(200, admin.post(SKUS + "/" + id + "/retire", ""));

        JsonNode audit =
                expect(200, admin.get("/admin/liqpass/audit?sku_id=" + id)).path("data");

        assertThat(audit.path("total").intValue()).isEqualTo(3);
        assertThat(audit.path("items").findValuesAsText("action"))
                .containsExactly("sku-retire", "sku-change", "sku-create");
        JsonNode change = audit.at("/items/1");
        assertThat(change.fieldNames())
                .toIterable()
                .containsExactly("at", "actor", "action", "sku_id", "before", "after", "request_id");
        assertThat(change.path("actor").asText()).isEqualTo("admin:admin");
        assertThat(change.at("/before/premium").decimalValue()).isEqualTo("0.000000000000000001");
        assertThat(change.at("/after/premium").toString()).isEqualTo("2");
        assertThat(change.path("request_id").asText()).isNotEmpty();
        assertThat(audit.at("/items/2/before").isNull()).isTrue();
        assertThat(audit.at("/items/0/after/retired").booleanValue()).isTrue();
    }

    @Test
    void theListIsPagedAndHasTheRetiredOnes() {
        String id = NewSku.unfunded(GATEWAY);

        JsonNode first = expect(200, admin.get(SKUS + "?page_size=2")).path("data");
        assertThat(first.fieldNames()).toIterable().containsExactly("items", "total", "page", "page_size");
        assertThat(first.path("items")).hasSize(2);
        List<String> all = new ArrayList<>();
        for (int page = 1; all.size() < first.path("total").intValue(); page++) {
            List<String> ids = expect(200, admin.get(SKUS + "?page_size=100&page=" + page))
                    .at("/data/items")
                    .findValuesAsText("id");
            assertThat(ids).isNotEmpty();
            all.addAll(ids);
        }
        assertThat(all).doesNotHaveDuplicates().contains("sku_5x_leverage", id);
    }

    @Test
    void anUnknownSkuIs404() {
        String said = "There is no such SKU; GET /admin/liqpass/skus lists them";
        refused(admin.get(SKUS + "/sku_none"), 404, "SKU_NOT_FOUND", said);
        refused(admin.put(SKUS + "/sku_none", "{\"premium\":1}"), 404, "SKU_NOT_FOUND", said);
        refused(admin.post(SKUS + "/sku_none/retire", ""), 404, "SKU_NOT_FOUND", said);
        refused(admin.post(SKUS + "/sku_none/restore", ""), 404, "SKU_NOT_FOUND", said);
        refused(admin.get(SKUS + "/'%20OR%20'1'='1"), 404, "SKU_NOT_FOUND", said);
    }

    private static boolean listed(String id) {
        return Gateway.json(GATEWAY.get("/catalog/skus"))
                .at("/data/skus")
                .findValuesAsText("id")
                .contains(id);
    }

    static void refused(HttpResponse<String> answer, int status, String code, String message) {
        JsonNode body = expect(status, answer);
        assertThat(body.toString())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
    }
}
