package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Resolves the hold of a dead process as its {@link OnLost} says. The sweep has locked it and seen that it is over. */
final class ExpirePosting extends Posting<HoldRow> {

    private final UUID holdId;
    private final AccountRef revenue;

    ExpirePosting(UUID holdId, Asset asset) {
        this.holdId = holdId;
        this.revenue = AccountRef.system("revenue", asset);
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

    @Override
    List<Rider> riders() {
        return List.of();
    }

    @Override
    Decision<HoldRow> decide(Books books) {
        HoldRow hold = books.hold(holdId);
        if (hold == null || !hold.isPending()) {
            throw new HoldResolved("swept");
        }
        BigInteger charge = hold.onLost == OnLost.CHARGE_ALL ? hold.amount : BigInteger.ZERO;
        books.resolve(hold, HoldRow.State.EXPIRED, charge, attempt);
        Account payer = books.account(hold.account);
        if (charge.signum() > 0) {
            var cause = new TransferRow.Cause(hold.purpose, hold.id, hold.requestId, null);
            books.move(hold.id, payer, books.opened(revenue), charge, cause);
        }
        books.collectShortfall(payer, hold.id, hold.requestId);
        return new Decision<>(hold, true);
    }
}
