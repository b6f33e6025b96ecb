package dev.tollgate.liqpass;

import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.util.concurrent.atomic.AtomicInteger;

/** SKUs of a test's own, so that tests of one application don't count each other's. */
final class NewSku {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private NewSku() {}

    static String id() {
        return "sku_test_" + System.nanoTime() + "_" + NUMBER.incrementAndGet();
    }

    static String json(String id) {
        return json(id, "0.000000000000000001", "2.5", "3", "1234.5");
    }

    static String json(String id, String premium, String payoutMultiplier, String leverage, String maxCoverage) {
        return "{\"id\":\"" + id + "\",\"name\":\"3倍杠杆保险\",\"name_en\":\"3x leverage cover\","
                + "\"description\":\"针对3倍\",\"description_en\":\"For 3x\",\"premium\":" + premium
                + ",\"payout_multiplier\":" + payoutMultiplier + ",\"leverage\":" + leverage
                + ",\"duration_hours\":48,\"max_coverage\":" + maxCoverage + "}";
    }

    /** A SKU that is retired at once, and has no capital but what the test gives it. */
    static String unfunded(Gateway gateway) {
        String id = id();
        gateway.jdbc()
                .sql("INSERT INTO sku SELECT :id, name_zh, name_en, description_zh, description_en, premium,"
                        + " payout_multiplier, leverage, duration_hours, max_coverage, now() FROM sku"
                        + " WHERE id = 'sku_5x_leverage'")
                .param("id", id)
                .update();
        return id;
    }

    /** A SKU that an admin made. */
    static String created(ApiUser admin) {
        String id = id();
        ApiUser.expect(201, admin.post("/admin/liqpass/skus", json(id)));
        return id;
    }
}
