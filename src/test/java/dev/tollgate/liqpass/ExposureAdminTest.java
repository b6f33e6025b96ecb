package dev.tollgate.liqpass;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.Exposure;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What admins read of exposure; how it is added up is {@code ExposureTest}'s. */
class ExposureAdminTest {

    private static final String EXPOSURE = "/admin/liqpass/exposure";
    private static final String TOKEN = "ERC20:0x00000000000000000000000000000000000000ab";
    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser admin;

    @BeforeAll
    static void signIn() {
        admin = ApiUser.admin(GATEWAY);
    }

    @Test
    void daysComeNewestFirstWithTheirFiguresAndTheRunningTotal() {
        String sku = NewSku.unfunded(GATEWAY);
        day("2020-01-30", sku, "MON", 1, "30000000000000000000", "0");
        day("2020-01-31", sku, "MON", 2, "100000000000000000", "50000000000000000");
        day("2020-02-01", sku, "MON", 0, "0", "0");

        JsonNode data = expect(200, admin.get(EXPOSURE + "?from=2020-01-31&to=2020-02-01&sku_id=" + sku))
                .path("data");

        assertThat(data.path("total").intValue()).isEqualTo(2);
        assertThat(data.at("/items/0/day").asText()).isEqualTo("2020-02-01");
        assertThat(data.at("/items/0/loss_ratio").isNull()).isTrue();
        assertThat(data.at("/items/0/total/orders_sold").intValue()).isEqualTo(3);
        assertThat(data.at("/items/1").toString())
                .isEqualTo("{\"day\":\"2020-01-31\",\"sku_id\":\"" + sku + "\",\"asset\":\"MON\",\"orders_sold\":2,"
                        + "\"premiums_mon\":0.1,\"open_cover\":0.012,\"free_capital\":9,"
                        + "\"claims_filed\":4,\"claims_approved\":3,\"claims_rejected\":1,\"claims_paid\":2,"
                        + "\"payouts\":0.05,\"loss_ratio\":0.5,\"total\":{\"orders_sold\":3,\"premiums_mon\":30.1,"
                        + "\"claims_filed\":8,\"claims_approved\":6,\"claims_rejected\":2,\"claims_paid\":4,"
                        + "\"payouts\":0.05,\"loss_ratio\":0.001661}}");
    }

    @Test
    void payoutsInAnotherAssetHaveNoLossRatio() {
        String sku = NewSku.unfunded(GATEWAY);
        GATEWAY.jdbc()
                .sql("INSERT INTO cover_asset VALUES (?, 6) ON CONFLICT DO NOTHING")
                .param(TOKEN)
                .update();
        day("2020-01-31", sku, TOKEN, 2, "100000000000000000", "2500000");

        JsonNode row = expect(200, admin.get(EXPOSURE + "?from=2020-01-31&to=2020-01-31&sku_id=" + sku))
                .at("/data/items/0");

        assertThat(row.path("asset").asText()).isEqualTo(TOKEN);
        assertThat(row.path("premiums_mon").toString()).isEqualTo("0.1");
        assertThat(row.path("payouts").toString()).isEqualTo("2.5");
        assertThat(row.path("loss_ratio").isNull()).isTrue();
        assertThat(row.at("/total/loss_ratio").isNull()).isTrue();
    }

    @Test
    void withoutDatesItIsTheLatestThirtyDays() {
        String sku = NewSku.created(admin);
        expect(200, admin.post("/admin/liqpass/capital", CapitalAdminTest.fund(sku, "5", "exposure-" + sku)));
        day(LocalDate.now(ZoneOffset.UTC).minusDays(31).toString(), sku, "MON", 1, "1", "0");
        GATEWAY.application().getBean(Exposure.class).rollUp();

        JsonNode data = expect(200, admin.get(EXPOSURE + "?sku_id=" + sku)).path("data");

        assertThat(data.path("total").intValue()).isEqualTo(1);
        assertThat(data.at("/items/0/free_capital").decimalValue().remainder(BigDecimal.TEN))
                .isEqualByComparingTo("5");
        assertThat(data.at("/items/0/total/orders_sold").intValue()).isEqualTo(1);
    }

    @Test
    void anUnknownSkuHasNoDays() {
        assertThat(expect(200, admin.get(EXPOSURE + "?sku_id=sku_none")).toString())
                .isEqualTo("{\"success\":true,\"data\":{\"items\":[],\"total\":0,\"page\":1,\"page_size\":50},"
                        + "\"message\":\"操作成功\"}");
    }

    private static void day(String day, String sku, String asset, int orders, String premiums, String payouts) {
        GATEWAY.jdbc()
                .sql("INSERT INTO cover_exposure VALUES (cast(? AS date), ?, ?, ?, cast(? AS numeric), 4, 3, 1, 2,"
                        + " cast(? AS numeric), 12000000000000000, 9000000000000000000, now())")
                .params(day, sku, asset, orders, premiums, payouts)
                .update();
    }
}
