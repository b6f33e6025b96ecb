package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Resolves the hold of a dead process as its {@link OnLost} says. The sweep has locked it and seen that it is over. */
final class ExpirePosting extends Posting<HoldRow> {

    private final UUID holdId;
    private final AccountRef account;
    private final AccountRef revenue;
    private final List<LostHoldRecord> records;
    private @Nullable LostHold lost;

    ExpirePosting(UUID holdId, AccountRef account, List<LostHoldRecord> records) {
        this.holdId = holdId;
        this.account = account;
        this.revenue = AccountRef.system("revenue", account.asset());
        this.records = records;
    }

    @Override
    Set<AccountRef> accounts() {
        return Set.of(revenue);
    }

    @Override
    boolean opens(AccountRef account) {
        return true;
    }

    @Override
    UUID holdId() {
        return holdId;
    }

    /** Asked for once it is booked. */
    @Override
    List<Rider> riders() {
        LostHold hold = Objects.requireNonNull(lost);
        return records.stream().map(record -> record.of(hold)).toList();
    }

    @Override
    Decision<HoldRow> decide(Books books) {
        HoldRow hold = books.hold(holdId);
        if (hold == null || !hold.isPending()) {
            throw hold == null ? new HoldResolved("UNKNOWN", BigInteger.ZERO) : HoldResolved.of(hold);
        }
        BigInteger charge = hold.onLost == OnLost.CHARGE_ALL ? hold.amount : BigInteger.ZERO;
        books.resolve(hold, HoldRow.State.EXPIRED, charge, attempt);
        Account payer = books.account(hold.account);
        if (charge.signum() > 0) {
            books.useReserved(hold);
            var cause = new TransferRow.Cause(hold.purpose, hold.id, hold.requestId, null);
            books.move(hold.id, payer, books.opened(revenue), charge, cause);
        }
        books.collectShortfall(payer, hold.id, hold.requestId);
        String allowance = hold.reserved == null ? null : hold.reserved.subject();
        lost = new LostHold(hold.id, account, hold.purpose, hold.requestId, allowance, charge);
        return new Decision<>(hold, true);
    }
}
