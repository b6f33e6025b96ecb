package dev.tollgate.liqpass;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.CapitalSeed;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Capital that comes and goes, exactly and once for a reference. */
class CapitalAdminTest {

    private static final String CAPITAL = "/admin/liqpass/capital";
    private static final String SMALLEST = "0.000000000000000001";
    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser admin;

    @BeforeAll
    static void signIn() {
        admin = ApiUser.admin(GATEWAY);
    }

    @Test
    void fundingIsAnsweredAndListedExactly() {
        String sku = NewSku.created(admin);
        long seeded = seeded(sku);
        String reference = "bank-" + sku;

        JsonNode answer = expect(200, admin.post(CAPITAL, fund(sku, "1000." + SMALLEST.substring(2), reference)));

        JsonNode entry = answer.path("data");
        assertThat(answer.path("message").asText()).isEqualTo("操作成功");
        assertThat(entry.fieldNames())
                .toIterable()
                .containsExactly("transfer_id", "sku_id", "asset", "direction", "amount", "reference", "actor", "at");
        assertThat(entry.path("asset").asText()).isEqualTo("MON");
        assertThat(entry.path("direction").asText()).isEqualTo("fund");
        assertThat(entry.path("amount").toString()).isEqualTo("1000.000000000000000001");
        assertThat(entry.path("actor").asText()).isEqualTo("admin:admin");
        assertThat(shown(sku).toString())
                .isEqualTo("{\"sku_id\":\"" + sku + "\",\"retired\":false,\"asset\":\"MON\",\"free\":"
                        + (seeded + 1000) + ".000000000000000001,\"reserved\":0,\"funded\":" + (seeded + 1000)
                        + ".000000000000000001,\"withdrawn\":0,\"paid_out\":0,\"open_orders\":0,\"utilisation\":0}");
    }

    @Test
    void theSameReferenceAnswersTheFirstResultAndOtherContentIs409() {
        String sku = NewSku.created(admin);
        long seeded = seeded(sku);
        String reference = "once-" + sku;
        JsonNode first = expect(200, admin.post(CAPITAL, fund(sku, "10", reference)));

        assertThat(expect(200, admin.post(CAPITAL, fund(sku, "1e1", reference))))
                .isEqualTo(first);
        String said = "The reference was booked before with another SKU, amount or direction: choose another";
        SkuAdminTest.refused(admin.post(CAPITAL, fund(sku, "11", reference)), 409, "REFERENCE_ALREADY_USED", said);
        SkuAdminTest.refused(admin.post(CAPITAL, withdraw(sku, "10", reference)), 409, "REFERENCE_ALREADY_USED", said);
        SkuAdminTest.refused(
                admin.post(CAPITAL, fund("sku_5x_leverage", "10", reference)), 409, "REFERENCE_ALREADY_USED", said);
        assertThat(shown(sku).path("funded").toString()).isEqualTo(Long.toString(seeded + 10));
    }

    @Test
    void thirtyTwoRepeatsAtOnceFundOnce() {
        String sku = NewSku.created(admin);
        long seeded = seeded(sku);
        String reference = "repeated-" + sku;
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<CompletableFuture<JsonNode>> running = IntStream.range(0, 32)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> expect(200, admin.post(CAPITAL, fund(sku, "7.5", reference))), threads))
                    .toList();

            assertThat(running.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        } finally {
            threads.shutdown();
        }
        assertThat(shown(sku).path("funded").toString()).isEqualTo(seeded + 7 + ".5");
        assertThat(expect(200, admin.get("/admin/liqpass/audit?sku_id=" + sku))
                        .at("/data/items")
                        .findValuesAsText("action"))
                .filteredOn("capital-fund"::equals)
                .hasSize(2);
    }

    @Test
    void whatIsFreeCanBeTakenBackAndNoMore() {
        String sku = NewSku.unfunded(GATEWAY);
        seed();
        long seeded = seeded(sku);

        SkuAdminTest.refused(
                admin.post(CAPITAL, withdraw(sku, seeded + SMALLEST.substring(1), "more-" + sku)),
                409,
                "CAPITAL_IN_USE",
                "Only " + seeded
                        + ".0 MON is free, the rest is reserved for open orders: take that, or wait until they end");
        JsonNode taken = expect(200, admin.post(CAPITAL, withdraw(sku, seeded + "", "all-" + sku)));
        assertThat(taken.at("/data/direction").asText()).isEqualTo("withdraw");
        JsonNode shown = shown(sku);
        assertThat(shown.path("free").toString()).isEqualTo("0");
        assertThat(shown.path("withdrawn").toString()).isEqualTo(Long.toString(seeded));
        assertThat(shown.path("utilisation").isNull()).isTrue();
    }

    @Test
    void theSandboxSeedsAMillionASkuOnce() {
        String sku = NewSku.unfunded(GATEWAY);

        seed();
        seed();

        assertThat(seeded(sku)).isEqualTo(1_000_000);
        assertThat(shown(sku).path("funded").toString()).isEqualTo("1000000");
        assertThat(GATEWAY.jdbc()
                        .sql("SELECT count(*) FROM cover_capital WHERE reference = 'seed:sku_5x_leverage:MON'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aSkuThatIsUnknownIs404() {
        SkuAdminTest.refused(
                admin.post(CAPITAL, fund("sku_none", "1", "x")),
                404,
                "SKU_NOT_FOUND",
                "There is no such SKU; GET /admin/liqpass/skus lists them");
    }

    private static void seed() {
        GATEWAY.application().getBean(CapitalSeed.class).seed();
    }

    /** What the sandbox gives it, whether its job has come by already or not. */
    private static long seeded(String sku) {
        seed();
        return GATEWAY.jdbc()
                .sql("SELECT coalesce(sum(amount / 1000000000000000000), 0) FROM cover_capital"
                        + " WHERE reference = 'seed:' || ? || ':MON'")
                .param(sku)
                .query(Long.class)
                .single();
    }

    static String fund(String sku, String amount, String reference) {
        return "{\"sku_id\":\"" + sku + "\",\"amount\":" + amount + ",\"reference\":\"" + reference + "\"}";
    }

    private static String withdraw(String sku, String amount, String reference) {
        return fund(sku, amount, reference).replace("}", ",\"direction\":\"withdraw\"}");
    }

    private static JsonNode shown(String sku) {
        for (int page = 1; ; page++) {
            JsonNode items = expect(200, admin.get(CAPITAL + "?page_size=200&page=" + page))
                    .at("/data/items");
            assertThat(items).isNotEmpty();
            for (JsonNode item : items) {
                if (item.path("sku_id").asText().equals(sku)) {
                    return item;
                }
            }
        }
    }
}
