package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The real ledger behind the words of {@link LedgerModel}, and the process that runs it: it may be ended without a
 * farewell and started again over the same database.
 */
final class LedgerProcess implements AutoCloseable {

    static final int WALLETS = 3;

    private final String run = UUID.randomUUID().toString();
    private final DataSource dataSource;
    private final JdbcClient look;
    private final LedgerSettings settings;
    private final LedgerOperations operations;
    private final TransactionTemplate transaction;
    private final Ledger sweeper;
    private final List<AccountRef> wallets = new ArrayList<>();
    private Ledger ledger;

    /**
     * @param dataSource the ledger's, which may fail
     * @param look the same database, for looking and for what is not under test
     */
    LedgerProcess(DataSource dataSource, DataSource look, LedgerSettings settings) {
        this.dataSource = dataSource;
        this.look = JdbcClient.create(look);
        this.settings = settings;
        ledger = new Ledger(dataSource, settings);
        sweeper = new Ledger(look, settings);
        operations = new LedgerOperations(ledger, look);
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        for (int i = 0; i < WALLETS; i++) {
            wallets.add(Bookings.wallet());
            sweeper.transfer(Bookings.deposit(wallets.get(i), LedgerModel.WELCOME));
        }
    }

    /** A new process over the same database; of the old one only its memory is gone. */
    void restart() {
        ledger.close();
        ledger = new Ledger(dataSource, settings);
    }

    String deposit(int id, int wallet, int event, long amount) {
        var ref = event == 0 ? null : new ExternalRef("test:" + run, "event " + event);
        return words(() -> transfer(new TransferRequest(
                id(id), Bookings.DEPOSITS, wallets.get(wallet), Bookings.units(amount), "deposit", ref, List.of())));
    }

    String pay(int id, int from, int to, long amount) {
        return words(() -> transfer(new TransferRequest(
                id(id), wallets.get(from), wallets.get(to), Bookings.units(amount), "payment", null, List.of())));
    }

    private String transfer(TransferRequest request) {
        return ledger.transfer(request).created() ? "booked" : "again";
    }

    String hold(int id, int wallet, long amount, OnLost onLost) {
        return words(() -> {
            ledger.hold(Bookings.hold(id(id), wallets.get(wallet), amount, onLost));
            return "held";
        });
    }

    String settle(int id, long amount) {
        return words(() -> {
            Settlement settlement = ledger.settle(Bookings.settle(id(id), amount));
            return "charged " + settlement.charged() + ", released " + settlement.released() + ", shortfall "
                    + settlement.shortfall();
        });
    }

    String voidHold(int id) {
        return words(() -> String.valueOf(ledger.voidHold(id(id), List.of())));
    }

    String lose(int id) {
        look.sql("UPDATE hold SET expires_at = now() - interval '1 second' WHERE id = ? AND state = 'PENDING'")
                .param(id(id))
                .update();
        return words(() -> {
            new HoldSweep(dataSource, sweeper, settings, List.of(), () -> {})
                    .sweep(); // how many is unknown: another sequence may have left some
            return "swept";
        });
    }

    String freeze(int wallet, boolean frozen) {
        var operation = new Operation("test", "model", null);
        return words(() -> {
            if (frozen) {
                operations.freeze(wallets.get(wallet), operation);
            } else {
                operations.unfreeze(wallets.get(wallet), operation);
            }
            return "done";
        });
    }

    /** The same inside the caller's transaction. */
    String joined(Supplier<String> call) {
        return java.util.Objects.requireNonNull(transaction.execute(status -> call.get()));
    }

    private static String words(Supplier<String> call) {
        try {
            return call.get();
        } catch (TransferConflict e) {
            return "conflict";
        } catch (LedgerBusy e) {
            throw e;
        } catch (Refusal e) {
            return String.valueOf(e.status());
        }
    }

    /** The id of what step number n makes. */
    private UUID id(int step) {
        return UUID.nameUUIDFromBytes((run + step).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** All wallets and holds of the first steps, in the model's words. */
    String state(int steps) {
        Map<Integer, String> accounts = new TreeMap<>();
        Map<Integer, String> holds = new TreeMap<>();
        for (int i = 0; i < WALLETS; i++) {
            int number = i;
            look.sql("SELECT posted, held, shortfall, frozen FROM account WHERE owner = ?")
                    .param(wallets.get(i).owner())
                    .query((ResultSet row) -> {
                        accounts.put(number, wallet(row));
                    });
        }
        UUID[] ids = new UUID[steps];
        Map<UUID, Integer> numbers = new java.util.HashMap<>();
        for (int i = 0; i < steps; i++) {
            ids[i] = id(i);
            numbers.put(ids[i], i);
        }
        look.sql("SELECT id, state, coalesce(settled, 0) FROM hold WHERE id = ANY (?)")
                .param(ids)
                .query((ResultSet row) -> {
                    holds.put(
                            java.util.Objects.requireNonNull(numbers.get(row.getObject(1, UUID.class))),
                            LedgerModel.hold(row.getString(2), row.getBigDecimal(3)));
                });
        return accounts + "\n" + holds;
    }

    private static String wallet(ResultSet row) throws SQLException {
        return LedgerModel.wallet(row.getBigDecimal(1), row.getBigDecimal(2), row.getBigDecimal(3), row.getBoolean(4));
    }

    @Override
    public void close() {
        ledger.close();
        sweeper.close();
    }
}
