package dev.tollgate.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the ledger should do, as simply as it can be said: in memory, one caller, small numbers.
 *
 * <p>Every method answers in a word or two, to be compared with the real ledger's answer.
 */
final class LedgerModel {

    static final long WELCOME = 20;

    private final Map<Integer, Wallet> wallets = new TreeMap<>();
    private final Map<Integer, Held> holds = new TreeMap<>();
    private final Map<Integer, String> events = new HashMap<>();

    /** @param wallets how many customers there are, each with {@link #WELCOME} */
    LedgerModel(int wallets) {
        for (int n = 0; n < wallets; n++) {
            wallet(n).credit(WELCOME);
        }
    }

    LedgerModel copy() {
        var copy = new LedgerModel(0);
        wallets.forEach((n, wallet) -> copy.wallets.put(n, wallet.copy()));
        holds.forEach((n, held) -> copy.holds.put(n, held.copy()));
        copy.events.putAll(events);
        return copy;
    }

    String deposit(int wallet, int event, long amount) {
        if (event > 0) {
            String booked = events.get(event);
            if (booked != null) {
                return booked.equals(wallet + " " + amount) ? "again" : "conflict";
            }
            events.put(event, wallet + " " + amount);
        }
        wallet(wallet).credit(amount);
        return "booked";
    }

    String pay(int from, int to, long amount) {
        Wallet payer = wallet(from);
        if (payer.frozen) {
            return "403";
        }
        if (payer.available() < amount) {
            return "402";
        }
        payer.posted -= amount;
        wallet(to).credit(amount);
        return "booked";
    }

    String hold(int id, int wallet, long amount, OnLost onLost) {
        Wallet payer = wallet(wallet);
        if (payer.frozen) {
            return "403";
        }
        if (payer.owed > 0 || payer.available() < amount) {
            return "402";
        }
        payer.held += amount;
        holds.put(id, new Held(wallet, amount, onLost));
        return "held";
    }

    String settle(int id, long amount) {
        Held held = holds.get(id);
        if (held == null || !held.state.equals("PENDING")) {
            return "409";
        }
        Wallet payer = wallet(held.wallet);
        payer.held -= held.amount;
        long over = Math.max(0, amount - held.amount);
        long beside = Math.min(over, payer.available() - held.amount);
        long shortfall = over - beside;
        payer.posted -= amount - shortfall;
        payer.owed += shortfall;
        payer.repay();
        held.resolve("POSTED", amount);
        return "charged " + amount + ", released " + Math.max(0, held.amount - amount) + ", shortfall " + shortfall;
    }

    String voidHold(int id) {
        Held held = holds.get(id);
        if (held == null || !held.state.equals("PENDING")) {
            return "false";
        }
        release(held);
        held.resolve("VOIDED", 0);
        return "true";
    }

    /** Its process died, and the sweep found it. */
    String lose(int id) {
        Held held = holds.get(id);
        if (held == null || !held.state.equals("PENDING")) {
            return "swept";
        }
        long charge = held.onLost == OnLost.CHARGE_ALL ? held.amount : 0;
        wallet(held.wallet).posted -= charge;
        release(held);
        held.resolve("EXPIRED", charge);
        return "swept";
    }

    String freeze(int wallet, boolean frozen) {
        wallet(wallet).frozen = frozen;
        return "done";
    }

    private void release(Held held) {
        Wallet payer = wallet(held.wallet);
        payer.held -= held.amount;
        payer.repay();
    }

    private Wallet wallet(int number) {
        return wallets.computeIfAbsent(number, n -> new Wallet());
    }

    /** All wallets and holds; equal to {@link LedgerProcess#state} where the ledger is right. */
    String state() {
        return wallets + "\n" + holds;
    }

    static String wallet(Object posted, Object held, Object owed, boolean frozen) {
        return "posted " + posted + ", held " + held + ", owed " + owed + (frozen ? ", frozen" : "");
    }

    static String hold(String state, Object settled) {
        return state + " " + settled;
    }

    private static final class Wallet {

        private long posted;
        private long held;
        private long owed;
        private boolean frozen;

        Wallet copy() {
            var copy = new Wallet();
            copy.posted = posted;
            copy.held = held;
            copy.owed = owed;
            copy.frozen = frozen;
            return copy;
        }

        long available() {
            return posted - held;
        }

        void credit(long amount) {
            posted += amount;
            repay();
        }

        void repay() {
            long repaid = Math.min(owed, available());
            posted -= repaid;
            owed -= repaid;
        }

        @Override
        public String toString() {
            return LedgerModel.wallet(posted, held, owed, frozen);
        }
    }

    private static final class Held {

        private final int wallet;
        private final long amount;
        private final OnLost onLost;
        private String state = "PENDING";
        private long settled;

        Held(int wallet, long amount, OnLost onLost) {
            this.wallet = wallet;
            this.amount = amount;
            this.onLost = onLost;
        }

        Held copy() {
            var copy = new Held(wallet, amount, onLost);
            copy.resolve(state, settled);
            return copy;
        }

        void resolve(String to, long charged) {
            state = to;
            settled = charged;
        }

        @Override
        public String toString() {
            return LedgerModel.hold(state, settled);
        }
    }
}
