package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What customers see of their own money and calls. What is wrong with a query is in {@link BadTransport}. */
class CustomerPagesTest {

    private static final Gateway GATEWAY = Gateway.shared();
    private static final String TRANSACTIONS = "/wallet/v1/transactions";
    private static final String USAGE = "/wallet/v1/usage";

    @ParameterizedTest
    @ValueSource(strings = {TRANSACTIONS, USAGE})
    void aNewWalletHasAnEmptyPage(String path) {
        JsonNode page = page(path, Gateway.newWallet());

        assertThat(page.path("items").isArray()).isTrue();
        assertThat(page.path("items")).isEmpty();
        assertThat(page.path("total").asInt()).isZero();
        assertThat(page.path("page").asInt()).isEqualTo(1);
        assertThat(page.path("page_size").asInt()).isEqualTo(50);
    }

    @Test
    void transactionsAreOnesOwnNewestFirst() {
        String wallet = GATEWAY.newWallet("1.0");
        String other = GATEWAY.newWallet("7.0");
        ask(wallet, "pages-1");
        ask(other, "pages-other");
        GATEWAY.recharge(wallet, "0.5");

        JsonNode page = page(TRANSACTIONS, wallet);

        assertThat(page.path("items").findValuesAsText("direction")).containsExactly("credit", "debit", "credit");
        assertThat(page.path("items").findValuesAsText("amount"))
                .containsExactly("500000000000000000", "12288000000000000", "1000000000000000000");
        assertThat(page.path("items").findValuesAsText("balance_after"))
                .containsExactly("1487712000000000000", "987712000000000000", "1000000000000000000");
        assertThat(page.path("items").get(1).path("request_id").asText()).isEqualTo("pages-1");
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.toString()).doesNotContain(other).doesNotContain("pages-other");
    }

    @Test
    void usageIsOnesOwnNewestFirst() {
        String wallet = GATEWAY.newWallet("1.0");
        String other = GATEWAY.newWallet("1.0");
        ask(wallet, "usage-1");
        ask(other, "usage-other");
        ask(wallet, "usage-2");

        JsonNode page = page(USAGE, wallet);

        assertThat(page.path("items").findValuesAsText("request_id")).containsExactly("usage-2", "usage-1");
        assertThat(page.path("total").asInt()).isEqualTo(2);
        JsonNode newest = page.path("items").get(0);
        assertThat(newest.path("charge").asText()).isEqualTo("12288000000000000");
        assertThat(newest.path("asset").asText()).isEqualTo("MON");
        assertThat(newest.path("outcome").asText()).isEqualTo("ok");
        assertThat(newest.path("model").asText()).isEqualTo("claude-3-5-sonnet-20241022");
        assertThat(newest.path("input_tokens").asLong()).isPositive();
        assertThat(newest.path("output_tokens").asLong()).isPositive();
        assertThat(newest.path("cache_write_tokens").isIntegralNumber()).isTrue();
        assertThat(newest.path("cache_read_tokens").isIntegralNumber()).isTrue();
        assertThat(Instant.parse(newest.path("created_at").asText()))
                .isBefore(Instant.now().plusSeconds(5));
        assertThat(newest.has("owner")).isFalse();
    }

    @Test
    void anAddressInAnyCaseIsTheSameWallet() {
        String wallet = GATEWAY.newWallet("1.0");
        String shouted = "0x" + wallet.substring(2).toUpperCase(java.util.Locale.ROOT);

        assertThat(page(TRANSACTIONS, shouted)).isEqualTo(page(TRANSACTIONS, wallet));
        assertThat(page(TRANSACTIONS, shouted).path("total").asInt()).isEqualTo(1);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeat() {
        String wallet = Gateway.newWallet();
        IntStream.rangeClosed(1, 7).forEach(mon -> GATEWAY.recharge(wallet, String.valueOf(mon)));

        List<String> amounts = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            JsonNode answer = page(TRANSACTIONS + "?page_size=3&page=" + page, wallet);
            assertThat(answer.path("items")).hasSize(page < 3 ? 3 : 1);
            assertThat(answer.path("total").asInt()).isEqualTo(7);
            assertThat(answer.path("page").asInt()).isEqualTo(page);
            assertThat(answer.path("page_size").asInt()).isEqualTo(3);
            amounts.addAll(answer.path("items").findValuesAsText("amount"));
        }

        assertThat(amounts)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 7)
                        .mapToObj(i -> (8 - i) + "0".repeat(18))
                        .toList());
        assertThat(page(TRANSACTIONS + "?page=4&page_size=3", wallet).path("items"))
                .isEmpty();
        assertThat(page(TRANSACTIONS + "?page=1000000&page_size=200", wallet).path("items"))
                .isEmpty();
        assertThat(page(TRANSACTIONS + "?page_size=200", wallet).path("items")).hasSize(7);
    }

    /** Whose page it is says the header alone. */
    @Test
    void aQueryDoesNotChooseTheWallet() {
        String wallet = GATEWAY.newWallet("1.0");
        String other = GATEWAY.newWallet("2.0");

        JsonNode page = page(TRANSACTIONS + "?owner=wallet:" + other + "&user_address=" + other, wallet);

        assertThat(page.path("items").findValuesAsText("amount")).containsExactly("1000000000000000000");
    }

    private static JsonNode page(String path, String wallet) {
        HttpResponse<String> answer = GATEWAY.get(path, "X-User-Address", wallet);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        return Gateway.json(answer);
    }

    private static void ask(String wallet, String requestId) {
        HttpResponse<String> answer = GATEWAY.post(
                "/api/v1/claude/messages",
                "{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":1024,\"messages\":"
                        + "[{\"role\":\"user\",\"content\":\"Hello!\"}]}",
                "X-User-Address",
                wallet,
                "X-Request-ID",
                requestId);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
