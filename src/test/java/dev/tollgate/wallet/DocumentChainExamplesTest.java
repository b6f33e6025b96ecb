package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.HardhatNode;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of document 1 that look at the chain. */
class DocumentChainExamplesTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    private static final String TRANSIT = "0x7011647e000000000000000000000000000000bb";
    private static final DocumentExample HEALTHY = DocumentExample.of("""
            {
              "status": "healthy",
              "chain_id": 1337,
              "latest_block": 123456,
              "db_ok": true
            }
            """);
    private static final DocumentExample DEPOSIT_REQUEST = DocumentExample.of("""
            {
              "user_address": "0x用户地址",
              "amount_wei": "1000000000000000000",
              "tx_hash": "0x链上交易哈希",
              "client_type": "mcp"
            }
            """);
    private static final DocumentExample DEPOSIT = DocumentExample.of("""
            {
              "success": true,
              "message": "Deposit successful",
              "tx_hash": "0x...",
              "new_balance": "1000000000000000000"
            }
            """);

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("EVM_RPC_URL", NODE.url(), "TRANSIT_WALLET_ADDRESS", TRANSIT));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void health() {
        NODE.mine(3);

        HttpResponse<String> answer = gateway.get("/health");

        HEALTHY.free("latest_block").requireAnsweredBy(answer, 200);
        assertThat(Gateway.json(answer).path("latest_block").asLong()).isEqualTo(NODE.latestBlock());
    }

    @Test
    void depositConfirm() {
        String user = NODE.accounts().get(1).toLowerCase(Locale.ROOT);
        String hash = NODE.pay(user, TRANSIT, BigInteger.TEN.pow(18));

        HttpResponse<String> answer = gateway.post(
                "/api/v1/mcp/deposit-confirm",
                DEPOSIT_REQUEST.with("0x用户地址", user).with("0x链上交易哈希", hash).text());

        DEPOSIT.with("0x...", hash).requireAnsweredBy(answer, 200);
        assertThat(gateway.balanceMon(user)).isEqualTo("1.0");
    }
}
