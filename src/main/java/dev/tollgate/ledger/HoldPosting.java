package dev.tollgate.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets money aside if the account has it. */
final class HoldPosting extends Posting<Hold> {

    private final HoldRequest request;

    HoldPosting(HoldRequest request) {
        this.request = request;
    }

    @Override
    Set<AccountRef> accounts() {
        return Set.of(request.account());
    }

    @Override
    UUID holdId() {
        return request.id();
    }

    @Override
    @Nullable
    Reservation reservation() {
        return request.reservation();
    }

    @Override
    List<Rider> riders() {
        return request.riders();
    }

    @Override
    Decision<Hold> decide(Books books) {
        Account account = books.account(request.account());
        HoldRow existing = books.hold(request.id());
        if (existing != null) {
            return repeated(existing, account);
        }
        Reservation reservation = request.reservation();
        if (reservation != null) {
            books.allowance(reservation.subject())
                    .require(reservation, request.account().asset());
        }
        Account admitted = admit(account);
        var hold = new HoldRow(
                request.id(),
                admitted.id,
                request.amount(),
                request.onLost(),
                request.purpose(),
                request.requestId(),
                reservation == null ? null : new HoldRow.Reserved(reservation.subject(), reservation.asked()));
        books.place(hold);
        if (reservation != null) {
            books.allowance(reservation.subject()).reserve(reservation);
        }
        return new Decision<>(answer(hold), true);
    }

    private Account admit(@Nullable Account account) {
        if (account == null) {
            throw new InsufficientFunds(
                    BigInteger.ZERO, request.amount(), request.account().asset());
        }
        if (account.frozen) {
            throw new AccountFrozen();
        }
        if (account.owed().signum() > 0 || account.available().compareTo(request.amount()) < 0) {
            throw new InsufficientFunds(
                    account.available(), request.amount(), request.account().asset());
        }
        return account;
    }

    private Decision<Hold> repeated(HoldRow existing, @Nullable Account account) {
        if (account == null || existing.account != account.id || !existing.amount.equals(request.amount())) {
            throw new TransferConflict("hold " + existing.id);
        }
        if (!existing.isPending()) {
            throw HoldResolved.of(existing);
        }
        return new Decision<>(answer(existing), false);
    }

    private Hold answer(HoldRow hold) {
        return new Hold(hold.id, request.account(), hold.amount);
    }
}
