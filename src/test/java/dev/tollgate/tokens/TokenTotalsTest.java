package dev.tollgate.tokens;

import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.ledger.FinishedHistory;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is added up beforehand says what the entries say. */
class TokenTotalsTest {

    private final Gateway gateway = Gateway.shared();
    private final ApiUser admin = ApiUser.admin(gateway);
    private final TokenTotals totals = new TokenTotals(
            gateway.application().getBean(FinishedHistory.class),
            gateway.application().getBean(JdbcClient.class),
            new TransactionTemplate(gateway.application().getBean(PlatformTransactionManager.class)),
            7);

    @Test
    void aBalanceIsTheSameBeforeAndAfter() {
        ApiUser user = ApiUser.register(gateway);
        book(user, "recharge", "10");
        book(user, "consume", "4");
        book(user, "refund", "1.5");
        adjust(user, "2");
        JsonNode before = balance(user);
        assertThat(before.toString())
                .isEqualTo("{\"balance\":9.5,\"total_recharged\":10,\"total_consumed\":2.5,\"discount_rate\":1}");

        totals.rollUp();
        assertThat(balance(user)).isEqualTo(before);
        assertThat(rolledTo(user)).isPositive();
        long rolled = rolledTo(user);

        book(user, "consume", "0.000001");
        assertThat(balance(user).path("total_consumed").asText()).isEqualTo("2.500001");
        totals.rollUp();
        totals.rollUp();
        assertThat(balance(user).path("total_consumed").asText()).isEqualTo("2.500001");
        assertThat(rolledTo(user)).isGreaterThan(rolled);
    }

    @Test
    void nothingIsMissedOrCountedTwiceUnderManyWriters() throws Exception {
        ApiUser user = ApiUser.register(gateway);
        book(user, "recharge", "1000");
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 96; i++) {
            calls.add(
                    i % 3 == 0
                            ? () -> {
                                totals.rollUp();
                                return 200;
                            }
                            : () -> post(user, "consume", "{\"amount\": 0.5}"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        for (Future<Integer> answer : threads.invokeAll(calls)) {
            assertThat(answer.get()).isEqualTo(200);
        }
        threads.shutdown();
        totals.rollUp();

        assertThat(balance(user).path("total_consumed").asText()).isEqualTo("32");
        assertThat(balance(user).path("total_recharged").asText()).isEqualTo("1000");
        assertThat(balance(user).path("balance").asText()).isEqualTo("968");
    }

    private long rolledTo(ApiUser user) {
        return gateway.jdbc()
                .sql("SELECT seq FROM token_money_until u JOIN account a ON a.id = u.account WHERE a.owner = ?")
                .param("user:" + user.id())
                .query(Long.class)
                .single();
    }

    private void book(ApiUser user, String what, String amount) {
        assertThat(post(user, what, "{\"amount\": " + amount + "}")).isEqualTo(200);
    }

    private void adjust(ApiUser user, String amount) {
        assertThat(post(user, "adjust", "{\"amount\": " + amount + ", \"reason\": \"a gift\"}"))
                .isEqualTo(200);
    }

    private int post(ApiUser user, String what, String body) {
        return admin.post("/api/tokens/admin/user/" + user.id() + "/" + what, body)
                .statusCode();
    }

    private static JsonNode balance(ApiUser user) {
        return expect(200, user.get("/api/tokens/balance"));
    }
}
