package dev.tollgate.bench.ledger;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.HoldId;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.OnLost;
import dev.tollgate.ledger.SettleRequest;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.metering.UsageRow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The two postings of a metered call, as the wallet family books them: a hold, then its settlement with the usage row.
 */
final class Calls {

    private static final String ROUTE = "wallet-claude-messages";
    private static final BigInteger PRICE = new BigInteger("10240000000000000");
    private static final AccountRef REVENUE = AccountRef.system("revenue", Asset.MON);

    private final Ledger ledger;
    private final Consumer<Runnable> around;
    private final List<AccountRef> wallets = new ArrayList<>();

    /** @param around runs each posting, in a transaction or as it is */
    Calls(Ledger ledger, int accounts, Consumer<Runnable> around) {
        this.ledger = ledger;
        this.around = around;
        for (int i = 0; i < accounts; i++) {
            wallets.add(wallet(i));
        }
    }

    /** As {@link BenchServer#fund} names them. */
    private static AccountRef wallet(int number) {
        return new AccountRef("wallet:0x%040x".formatted(number), Asset.MON);
    }

    void call() {
        AccountRef wallet = wallets.get(ThreadLocalRandom.current().nextInt(wallets.size()));
        UUID id = HoldId.next();
        String requestId = UUID.randomUUID().toString();
        around.accept(() -> ledger.hold(new HoldRequest(id, wallet, PRICE, requestId, ROUTE, OnLost.VOID, List.of())));
        UsageRow usage = new UsageRow(
                id,
                requestId,
                wallet.owner(),
                ROUTE,
                "claude-sonnet-4-20250514",
                new TokenUsage(123, 456, 0, 0),
                17,
                11L,
                Outcome.OK,
                200,
                PRICE,
                Asset.MON.code(),
                "claude-max-tokens",
                null,
                null,
                200);
        around.accept(() -> ledger.settle(new SettleRequest(id, PRICE, REVENUE, ROUTE, List.of(usage.rider()))));
    }
}
