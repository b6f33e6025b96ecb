package dev.tollgate.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Fails at the n-th statement or commit, before or after the server has done it.
 *
 * <p>As with a real cut, the server rolls back what was not committed; after a cut behind the commit it is committed,
 * and nobody was told.
 */
final class FaultyDataSource extends DelegatingDataSource {

    private static final Set<String> CALLS =
            Set.of("executeQuery", "executeUpdate", "executeBatch", "execute", "commit");

    private static final Set<String> LETTING_GO = Set.of("close", "abort");

    private final AtomicReference<@Nullable Fault> planned = new AtomicReference<>();
    private volatile boolean crashed;

    FaultyDataSource(DataSource real) {
        super(real);
    }

    /** What goes wrong. */
    enum Kind {
        /** The connection is lost; the next one works. */
        CUT_BEFORE,
        CUT_AFTER,
        /** The process dies: nothing works any more until {@link FaultyDataSource#restart}. */
        CRASH_BEFORE,
        CRASH_AFTER;

        boolean after() {
            return this == CUT_AFTER || this == CRASH_AFTER;
        }

        boolean crash() {
            return this == CRASH_BEFORE || this == CRASH_AFTER;
        }
    }

    /** @param call 1 is the next statement or commit */
    void failAt(int call, Kind kind) {
        planned.set(new Fault(call, kind));
    }

    /** Whether the fault has not happened; forgets it. */
    boolean clear() {
        return planned.getAndSet(null) != null;
    }

    boolean crashed() {
        return crashed;
    }

    void restart() {
        clear();
        crashed = false;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (crashed) {
            throw new Crash();
        }
        Connection real = super.getConnection();
        return (Connection) new Wire(real).wrap(real, Connection.class);
    }

    private @Nullable Kind due() {
        Fault fault = planned.updateAndGet(old -> old == null ? null : new Fault(old.calls - 1, old.kind));
        if (fault == null || fault.calls != 0) {
            return null;
        }
        planned.set(null);
        crashed |= fault.kind.crash();
        return fault.kind;
    }

    private record Fault(int calls, Kind kind) {}

    /** The end of the process, as far as the ledger can see. */
    static final class Crash extends Error {}

    /** One connection, which may be cut. */
    private final class Wire {

        private final Connection real;
        private boolean cut;

        Wire(Connection real) {
            this.real = real;
        }

        Object wrap(Object target, Class<?> type) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                if (crashed && !LETTING_GO.contains(method.getName())) {
                    throw new Crash();
                }
                if (cut && !LETTING_GO.contains(method.getName())) {
                    throw new SQLException("connection is cut", "08003");
                }
                Object result = CALLS.contains(method.getName())
                        ? call(target, method, arguments)
                        : invoke(target, method, arguments);
                return result instanceof PreparedStatement statement
                        ? wrap(statement, PreparedStatement.class)
                        : result;
            });
        }

        private @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            Kind kind = due();
            if (kind == null) {
                return invoke(target, method, arguments);
            }
            if (kind.after()) {
                invoke(target, method, arguments);
            }
            if (!real.getAutoCommit()) {
                real.rollback();
            }
            cut = true;
            if (kind.crash()) {
                throw new Crash();
            }
            throw new SQLException("connection was cut", "08006");
        }

        private @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw java.util.Objects.requireNonNull(e.getCause());
            }
        }
    }
}
