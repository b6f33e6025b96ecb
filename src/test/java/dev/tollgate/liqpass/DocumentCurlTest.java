package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The six calls of document 3 as they stand there, but for host, port and ids. */
class DocumentCurlTest {

    private static final String WALLET = "0x742d35Cc6634C0532925a3b8D9d8B9b7c9d8b9b7";

    private static final String HEALTHZ = "curl -X GET http://localhost:8080/healthz";
    private static final String CATALOG = "curl -X GET http://localhost:8080/catalog/skus";
    private static final String ORDERS = """
            curl -X POST http://localhost:8080/orders \\
              -H "Content-Type: application/json" \\
              -H "Idempotency-Key: order_create_0x742d35Cc6634C0532925a3b8D9d8B9b7c9d8b9b7_1704067200" \\
              -d '{
                "sku_id": "sku_5x_leverage",
                "wallet_address": "0x742d35Cc6634C0532925a3b8D9d8B9b7c9d8b9b7",
                "exchange": "binance",
                "symbol": "BTCUSDT",
                "order_reference": "binance_order_123",
                "premium_amount": 0.05
              }'
            """;
    private static final String ORDER = "curl -X GET http://localhost:8080/orders/order_abc123";
    private static final String CLAIM = """
            curl -X POST http://localhost:8080/claim \\
              -H "Content-Type: application/json" \\
              -H "Idempotency-Key: claim_create_order_abc123_1704096000" \\
              -d '{
                "order_id": "order_abc123",
                "reason": "position_liquidated",
                "proof_uri": "https://example.com/proof.json",
                "liquidated_amount": 100,
                "liquidated_price": 50000
              }'
            """;
    private static final String CLAIM_SHOWN = "curl -X GET http://localhost:8080/claim/claim_xyz789";

    private final Gateway gateway = Gateway.shared();

    @Test
    void eachAnswersAsTheDocumentHasIt() throws Exception {
        assumeTrue(runs("curl --version"), "DOCUMENT'S CALLS SKIPPED: there is no curl");
        String wallet = gateway.newWallet("0.05");
        String reference = Buyer.reference();

        JsonNode health = answer(HEALTHZ, "服务运行正常");
        assertThat(health.path("status").asText()).isEqualTo("healthy");
        assertThat(answer(CATALOG, "获取产品目录成功").path("skus"))
                .contains(Gateway.parse(
                        "{\"id\":\"sku_5x_leverage\",\"name\":\"5倍杠杆保险\",\"description\":\"针对5倍杠杆交易的保险产品\","
                                + "\"premium\":0.05,\"payout_multiplier\":10,\"leverage\":5,\"duration_hours\":24,"
                                + "\"max_coverage\":1000}"));

        JsonNode sold = answer(ORDERS.replace(WALLET, wallet).replace("binance_order_123", reference), "订单创建成功");
        assertThat(sold.path("status").asText()).isEqualTo("paid");
        String order = sold.path("order_id").asText();
        JsonNode shown = answer(ORDER.replace("order_abc123", order), "获取订单详情成功");
        assertThat(shown.path("order_reference").asText()).isEqualTo(reference);
        assertThat(shown.path("status").asText()).isIn("paid", "active");

        JsonNode filed = answer(CLAIM.replace("order_abc123", order), "理赔申请提交成功");
        assertThat(filed.path("status").asText()).isEqualTo("filed");
        assertThat(filed.path("estimated_payout").toString()).isEqualTo("500");
        JsonNode claim = answer(
                CLAIM_SHOWN.replace("claim_xyz789", filed.path("claim_id").asText()), "获取理赔详情成功");
        assertThat(claim.path("order_id").asText()).isEqualTo(order);
        assertThat(claim.path("proof_uri").asText()).isEqualTo("https://example.com/proof.json");
    }

    /** The data of a success. */
    private JsonNode answer(String call, String message) throws IOException {
        String command = call.replace("http://localhost:8080", gateway.url())
                .replaceFirst("curl ", "curl -sS --max-time 30 --noproxy '*' ");
        Process process = shell(command).start();
        JsonNode answer = Gateway.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(answer.path("success").booleanValue()).as(answer.toString()).isTrue();
        assertThat(answer.path("message").asText()).isEqualTo(message);
        return answer.path("data");
    }

    private static boolean runs(String command) throws IOException, InterruptedException {
        return shell(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static ProcessBuilder shell(String command) {
        return new ProcessBuilder("sh", "-c", command.strip()).redirectError(ProcessBuilder.Redirect.DISCARD);
    }
}
