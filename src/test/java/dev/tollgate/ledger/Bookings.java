package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/** Requests as tests like to write them: in MON units, with fresh ids. */
final class Bookings {

    static final AccountRef REVENUE = AccountRef.system("revenue", Asset.MON);
    static final AccountRef DEPOSITS = AccountRef.system("deposits", Asset.MON);

    private Bookings() {}

    /** A customer nobody else in the test uses. */
    static AccountRef wallet() {
        String digits = UUID.randomUUID().toString().replace("-", "");
        return new AccountRef("wallet:0x" + digits + "00000000", Asset.MON);
    }

    static BigInteger units(long amount) {
        return BigInteger.valueOf(amount);
    }

    static TransferRequest deposit(AccountRef to, long amount) {
        return new TransferRequest(UUID.randomUUID(), DEPOSITS, to, units(amount), "deposit", null, List.of());
    }

    static TransferRequest deposit(AccountRef to, long amount, ExternalRef event) {
        return new TransferRequest(UUID.randomUUID(), DEPOSITS, to, units(amount), "deposit", event, List.of());
    }

    static HoldRequest hold(AccountRef account, long amount) {
        return hold(UUID.randomUUID(), account, amount, OnLost.VOID);
    }

    static HoldRequest hold(UUID id, AccountRef account, long amount, OnLost onLost, Rider... riders) {
        return new HoldRequest(id, account, units(amount), "request-" + id, "call", onLost, List.of(riders));
    }

    static SettleRequest settle(UUID holdId, long amount, Rider... riders) {
        return new SettleRequest(holdId, units(amount), REVENUE, "call", List.of(riders));
    }
}
