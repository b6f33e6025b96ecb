package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Charges a hold: first what it holds, then what is available, and the rest to the owner's shortfall. */
final class SettlePosting extends Posting<Settlement> {

    static final String SHORTFALL = "shortfall";

    private final SettleRequest request;
    private boolean triedBefore;

    SettlePosting(SettleRequest request) {
        this.request = request;
    }

    @Override
    Set<AccountRef> accounts() {
        return Set.of(request.to());
    }

    @Override
    boolean opens(AccountRef account) {
        return true;
    }

    @Override
    UUID holdId() {
        return request.holdId();
    }

    @Override
    boolean exceeds(HoldRow hold) {
        return request.amount().compareTo(hold.amount) > 0;
    }

    @Override
    boolean resolves() {
        return true;
    }

    @Override
    List<Rider> riders() {
        return request.riders();
    }

    @Override
    Decision<Settlement> decide(Books books) {
        HoldRow hold = books.hold(request.holdId());
        if (hold == null) {
            throw new HoldResolved("UNKNOWN", BigInteger.ZERO);
        }
        if (!hold.isPending()) {
            return settledBefore(hold, books);
        }
        Account payer = books.account(hold.account);
        requireSameAsset(payer);
        triedBefore = true;
        return new Decision<>(charge(books, hold, payer), true);
    }

    private Settlement charge(Books books, HoldRow hold, Account payer) {
        BigInteger charge = request.amount();
        books.resolve(hold, HoldRow.State.POSTED, charge, attempt);
        if (request.used() != null) {
            books.use(hold, request.used());
        }
        BigInteger paid = charge.min(hold.amount).add(excess(hold).min(availableBeside(hold, payer)));
        BigInteger shortfall = charge.subtract(paid);
        Account earner = books.opened(request.to());
        if (paid.signum() > 0) {
            books.move(hold.id, payer, earner, paid, cause(hold));
        }
        if (shortfall.signum() > 0) {
            books.move(Books.derivedId(hold.id, SHORTFALL), payer.shortfall(), earner, shortfall, cause(hold));
        }
        books.collectShortfall(payer, hold.id, hold.requestId);
        books.collectShortfall(earner, hold.id, hold.requestId);
        return answer(hold, shortfall);
    }

    private BigInteger excess(HoldRow hold) {
        return request.amount().subtract(hold.amount).max(BigInteger.ZERO);
    }

    /** What could be spent before this hold was released. */
    private static BigInteger availableBeside(HoldRow hold, Account payer) {
        return payer.available().subtract(hold.amount);
    }

    /** Answers again if it was this very posting, whose commit got no answer. */
    private Decision<Settlement> settledBefore(HoldRow hold, Books books) {
        if (!attempt.equals(hold.resolution())) {
            throw HoldResolved.of(hold);
        }
        TransferRow shortfall = books.transfer(Books.derivedId(hold.id, SHORTFALL));
        return new Decision<>(answer(hold, shortfall == null ? BigInteger.ZERO : shortfall.amount()), false);
    }

    private Settlement answer(HoldRow hold, BigInteger shortfall) {
        BigInteger released = hold.amount.subtract(request.amount()).max(BigInteger.ZERO);
        return new Settlement(hold.id, request.amount(), released, shortfall);
    }

    private TransferRow.Cause cause(HoldRow hold) {
        return new TransferRow.Cause(request.purpose(), hold.id, hold.requestId, null);
    }

    private void requireSameAsset(Account payer) {
        if (!payer.ref.asset().equals(request.to().asset()) || payer.ref.equals(request.to())) {
            throw new IllegalArgumentException("a hold is settled to another account of its asset");
        }
    }

    /** Only {@link #settledBefore} wants to know what was booked. */
    @Override
    @Nullable
    UUID transferId() {
        return triedBefore ? Books.derivedId(request.holdId(), SHORTFALL) : null;
    }
}
