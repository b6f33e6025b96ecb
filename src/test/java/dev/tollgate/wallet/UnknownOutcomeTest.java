package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.Gateway;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The connection is lost while a hold is booked, and nobody waits until it is known what became of it. */
@Timeout(120)
class UnknownOutcomeTest {

    private static final AtomicReference<@Nullable Cut> NEXT = new AtomicReference<>();

    private static final Gateway GATEWAY = Gateway.start(
            // no capital: what it books at the start would wait for this class, which is being initialized by then
            Map.of("tollgate.ledger.patience", "1ms", "tollgate.cover.seed-capital", ""),
            (ApplicationListener<ApplicationContextInitializedEvent>) starting ->
                    starting.getApplicationContext().getBeanFactory().addBeanPostProcessor(new CutConnections()));

    private final String wallet = GATEWAY.newWallet("1.0");

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    @Test
    void aHoldThatWasMadeIsVoidedAtOnce() {
        assertThat(callCut(Cut.AFTER_THE_COMMIT).body()).contains("look before you repeat it");

        await().atMost(SOON).until(() -> holds().equals(List.of("VOIDED")));
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    @Test
    void oneThatWasNotMadeLeavesNothing() {
        assertThat(callCut(Cut.BEFORE_THE_COMMIT).body()).contains("look before you repeat it");

        assertThat(holds()).isEmpty();
        assertThat(call().statusCode()).isEqualTo(200);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.9988");
    }

    /** Well before it expires, after 90 s. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private HttpResponse<String> callCut(Cut cut) {
        NEXT.set(cut);
        HttpResponse<String> answer = call();
        assertThat(NEXT).hasNullValue();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        return answer;
    }

    private HttpResponse<String> call() {
        return GATEWAY.post(
                "/api/v1/claude/messages",
                "{\"model\":\"sandbox\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "X-User-Address",
                wallet);
    }

    private List<String> holds() {
        return GATEWAY.jdbc()
                .sql("SELECT h.state FROM hold h JOIN account a ON a.id = h.account WHERE a.owner = ?")
                .param("wallet:" + wallet)
                .query(String.class)
                .list();
    }

    private enum Cut {
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    /** Loses the connection that books the next hold. */
    private static final class CutConnections implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof DataSource real ? new Cuttable(real) : bean;
        }
    }

    private static final class Cuttable extends DelegatingDataSource {

        Cuttable(DataSource real) {
            super(real);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection real = super.getConnection();
            return proxy(Connection.class, (method, arguments) -> {
                Object result = invoke(real, method, arguments);
                return result instanceof PreparedStatement statement && books(arguments) ? cuttable(statement) : result;
            });
        }

        private static boolean books(@Nullable Object @Nullable [] arguments) {
            return arguments != null && String.valueOf(arguments[0]).contains("INSERT INTO hold");
        }

        private static PreparedStatement cuttable(PreparedStatement real) {
            return proxy(PreparedStatement.class, (method, arguments) -> {
                Cut cut = method.getName().equals("execute") ? NEXT.getAndSet(null) : null;
                Object result = cut == Cut.BEFORE_THE_COMMIT ? null : invoke(real, method, arguments);
                if (cut != null) {
                    throw new SQLException("the connection was cut", "08006");
                }
                return result;
            });
        }

        private static <T> T proxy(Class<T> type, Call call) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> call.handle(method, arguments)));
        }

        private static @Nullable Object invoke(Object real, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
            }
        }
    }

    private interface Call {
        @Nullable
        Object handle(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }
}
